namespace Mobile.Client.Tests.Offline;

public sealed class OptimisticWritesTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    [Fact]
    public async Task A_placed_order_is_there_at_once_and_after_a_restart()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        phone.Network.Forget();

        var id = await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 2)], "for Sunday");

        await AssertPreviewAsync(phone.App);
        await AssertPreviewAsync(await phone.RestartAsync());
        Assert.Empty(phone.Network.Log);

        async Task AssertPreviewAsync(MobileClient app)
        {
            var order = (await app.Orders.GetAsync(id))!;
            Assert.True(order.Pending);
            Assert.Equal(("placed", "for Sunday"), (order.Value.Status, order.Value.Note));
            Assert.Equal(new("TRJ-MOS", 2), Assert.Single(order.Value.Lines));
            Assert.Null(order.Value.Total);
            Assert.Equal((id, "POST"), Assert.Single(await app.Writes.ListAsync()) is var write ? (write.DocumentId, write.Method) : default);
        }
    }

    [Fact]
    public async Task An_answered_order_has_what_only_the_server_knows()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        var id = await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 2)]);

        await phone.App.SyncAsync();

        var order = (await phone.App.Orders.GetAsync(id))!;
        Assert.False(order.Pending);
        Assert.Equal(new(25800, "EUR"), order.Value.Total);
        Assert.Equal("Trail Jacket, Moss", Assert.Single(order.Value.Lines).Name);
        Assert.Empty(await phone.App.Writes.ListAsync());
    }

    [Fact]
    public async Task Amending_cancelling_and_removing_are_to_be_seen_at_once_and_after_a_restart()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        var amended = await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)], "as placed");
        var cancelled = await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)]);
        var removed = await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)]);
        await phone.App.SyncAsync();

        await phone.App.Orders.AmendAsync(amended, new() { Note = null, Lines = [new("DWN-MOS", 3)] });
        await phone.App.Orders.CancelAsync(cancelled);
        await phone.App.Orders.RemoveAsync(removed);

        await AssertSeenAsync(phone.App, pending: true);
        await AssertSeenAsync(await phone.RestartAsync(), pending: true);
        Assert.Equal(3, (await phone.App.SyncAsync()).Sent);
        await AssertSeenAsync(phone.App, pending: false);

        async Task AssertSeenAsync(MobileClient app, bool pending)
        {
            var order = (await app.Orders.GetAsync(amended))!;
            Assert.Equal((pending, null), (order.Pending, order.Value.Note));
            Assert.Equal(("DWN-MOS", 3), (order.Value.Lines[0].Sku, order.Value.Lines[0].Quantity));
            Assert.Equal("cancelled", (await app.Orders.GetAsync(cancelled))!.Value.Status);
            Assert.Null(await app.Orders.GetAsync(removed));
            Assert.DoesNotContain(await app.Orders.ListAsync(), item => item.Id == removed);
        }
    }

    [Fact]
    public async Task The_profile_is_changed_before_the_server_knows()
    {
        await using var phone = await Phone.SignInAsync(host, "sam");
        await Assert.ThrowsAsync<InvalidOperationException>(() => phone.App.Profile.UpdateAsync(new() { Name = "Too soon" }));
        await phone.App.SyncAsync();

        await phone.App.Profile.UpdateAsync(new() { Phone = "+49 30 1234567", Address = "Torstr. 1, Berlin" });

        Assert.Equal("+49 30 1234567", (await phone.App.Profile.GetAsync())!.Value.Phone);
        await phone.App.SyncAsync();
        using var online = await host.SignInAsync("sam");
        Assert.Equal("Torstr. 1, Berlin", (await online.ReadAsync("/api/v2/profile")).GetProperty("address").GetString());
    }

    [Fact]
    public async Task A_change_is_told_once_for_each_document_that_reads_differently()
    {
        await using var phone = await Phone.SignInAsync(host, "bob");
        await phone.App.SyncAsync();
        var changes = new List<string>();
        phone.App.Replica.Changed += (_, change) => changes.Add($"{change.Collection}/{change.Id}");

        var id = await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)]);
        Assert.Equal([$"orders/{id}"], changes);

        await phone.App.SyncAsync();
        Assert.Equal([$"orders/{id}", $"orders/{id}"], changes);

        await phone.App.SyncAsync();
        Assert.Equal(2, changes.Count);
    }

    [Fact]
    public async Task A_write_of_the_apps_own_uses_the_same_queue()
    {
        await using var phone = await Phone.SignInAsync(host, "bob");
        using var online = await host.SignInAsync("bob");
        var id = await online.PlaceOrderAsync("TRJ-MOS", "from the web");

        await phone.App.Writes.EnqueueAsync(new("orders", id, HttpMethod.Post, $"/orders/{id}/cancel"));

        Assert.Equal(1, (await phone.App.SyncAsync()).Sent);
        Assert.Equal("cancelled", (await phone.App.Orders.GetAsync(id))!.Value.Status);
    }
}
