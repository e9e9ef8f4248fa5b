using Microsoft.Data.Sqlite;

namespace Mobile.Client.Tests.Sync;

public sealed class DeltaTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    [Fact]
    public async Task The_replica_follows_what_other_devices_do()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        using var online = await host.SignInAsync("alice");
        var kept = await online.PlaceOrderAsync("TRJ-MOS", "kept");
        var removed = await online.PlaceOrderAsync("TRJ-MOS", "removed");
        await phone.App.SyncAsync();
        await online.AmendAsync(kept, new { note = "changed" });
        await online.RemoveAsync(removed);

        var report = await phone.App.SyncAsync();

        Assert.Equal((1, 1, false), (report.Pulled, report.Removed, report.WasReset));
        Assert.Equal("changed", (await phone.App.Orders.GetAsync(kept))!.Value.Note);
        Assert.Null(await phone.App.Orders.GetAsync(removed));
        Assert.Equal("Alice Meyer", (await phone.App.Profile.GetAsync())!.Value.Name);
    }

    [Fact]
    public async Task A_page_applied_twice_changes_nothing()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        using var online = await host.SignInAsync("alice");
        var removed = await online.PlaceOrderAsync("TRJ-MOS", "removed");
        await phone.App.SyncAsync();
        var token = await ReadAsync(phone, "SELECT token FROM sync_state");
        await online.PlaceOrderAsync("TRJ-MOS", "placed");
        await online.RemoveAsync(removed);
        Assert.Equal(1, (await phone.App.SyncAsync()).Pulled);
        var before = await ReadAsync(phone, "SELECT group_concat(id || base || view || version, ';') FROM documents");
        var changes = 0;
        phone.App.Replica.Changed += (_, _) => changes++;

        await RunAsync(phone, "UPDATE sync_state SET token = @value", token);
        var report = await phone.App.SyncAsync();

        Assert.Equal((1, 1), (report.Pulled, report.Removed));
        Assert.Equal(before, await ReadAsync(phone, "SELECT group_concat(id || base || view || version, ';') FROM documents"));
        Assert.Equal(0, changes);
    }

    [Fact]
    public async Task A_replayed_old_reply_brings_no_deleted_order_back()
    {
        await using var phone = new Phone(host.Address, "alice") { MaxAttempts = 1 };
        await (await phone.OpenAsync()).SignInAsync();
        var id = await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)]);
        phone.Network.LoseReply("/batch");
        await Assert.ThrowsAsync<ServerUnreachableException>(() => phone.App.SyncAsync());
        using var online = await host.SignInAsync("alice");
        await online.RemoveAsync(id);

        var report = await phone.App.SyncAsync();

        Assert.Equal((1, 0), (report.Sent, report.Rejected));
        Assert.Null(await phone.App.Orders.GetAsync(id));
        Assert.Equal("0", await ReadAsync(phone, "SELECT COUNT(*) FROM documents WHERE id = @value", id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_that_is_no_longer_good_rebuilds_the_replica_and_keeps_the_queue(bool hasTheForm)
    {
        await using var phone = await Phone.SignInAsync(host, "bob");
        await phone.App.SyncAsync();
        var before = (await phone.App.Orders.ListAsync()).Select(order => order.Id).ToList();
        await PlantGhostAsync(phone);
        var token = await ReadAsync(phone, "SELECT token FROM sync_state");
        await RunAsync(phone, "UPDATE sync_state SET token = @value", hasTheForm ? Altered(token!) : "altered");
        var queued = await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)]);

        var report = await phone.App.SyncAsync();

        Assert.Equal((true, 1, 0), (report.WasReset, report.Sent, report.Pending));
        Assert.Equal([queued, .. before], (await phone.App.Orders.ListAsync()).Select(order => order.Id));
        Assert.False((await phone.App.SyncAsync()).WasReset);
    }

    [Fact]
    public async Task A_rebuild_shows_the_old_rows_until_it_is_complete_and_survives_a_crash()
    {
        await using var phone = await WithManyOrdersAsync("vera");
        await PlantGhostAsync(phone);
        await RunAsync(phone, "UPDATE sync_state SET token = @value", "altered");
        var all = (await phone.App.Orders.ListAsync()).Count;
        phone.Network.Pass("/batch");
        phone.Network.Pass("/batch");
        phone.Network.LoseReply("/batch");

        await Assert.ThrowsAsync<ServerUnreachableException>(() => phone.App.SyncAsync());
        await phone.RestartAsync();
        Assert.Equal(all, (await phone.App.Orders.ListAsync()).Count);
        phone.Network.Forget();
        await phone.App.SyncAsync();

        Assert.Equal(all - 1, (await phone.App.Orders.ListAsync()).Count);
        Assert.Contains("since=", (string?)Batches.Of(phone.Network)[0][0]["url"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_that_is_answered_in_the_middle_of_a_pull_stays_to_be_seen()
    {
        await using var old = await WithManyOrdersAsync("sam");
        await using var phone = await Phone.SignInAsync(host, "sam");
        var id = "";
        phone.Network.Before("/batch", async () => id = await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)]));

        var report = await phone.App.SyncAsync();

        Assert.Equal(1, report.Sent);
        Assert.Equal([1, 2], Batches.Of(phone.Network).Select(batch => batch.Count));
        Assert.NotNull((await phone.App.Orders.GetAsync(id))!.Value.Total);
        await phone.App.SyncAsync();
        Assert.NotNull(await phone.App.Orders.GetAsync(id));
        Assert.Equal("0", await ReadAsync(phone, "SELECT COUNT(*) FROM writes"));
    }

    private static string Altered(string token) => (token[0] == 'A' ? 'B' : 'A') + token[1..];

    /// <summary>More than one page of the delta.</summary>
    private async Task<Phone> WithManyOrdersAsync(string user)
    {
        var phone = new Phone(host.Address, user) { MaxAttempts = 1 };
        await (await phone.OpenAsync()).SignInAsync();
        for (var i = 0; i < 110; i++)
        {
            await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)], $"{i}");
        }

        await phone.App.SyncAsync();
        return phone;
    }

    /// <summary>A row that the server no longer has, and would not tell of.</summary>
    private static async Task PlantGhostAsync(Phone phone) => await RunAsync(
        phone,
        """
        INSERT INTO documents (collection, id, base, view, version)
        SELECT 'orders', '0000', json_set(base, '$.id', @value), json_set(view, '$.id', @value), 1 FROM documents WHERE collection = 'orders' LIMIT 1
        """,
        "0000");

    private static async Task<string?> ReadAsync(Phone phone, string sql, string? value = null) => $"{await RunAsync(phone, sql, value)}";

    private static async Task<object?> RunAsync(Phone phone, string sql, string? value = null)
    {
        await using var file = new SqliteConnection($"Data Source={phone.File};Pooling=False");
        await file.OpenAsync();
        await using var command = file.CreateCommand();
#pragma warning disable CA2100 // The text is a test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("@value", value ?? "");
        return await command.ExecuteScalarAsync();
    }
}
