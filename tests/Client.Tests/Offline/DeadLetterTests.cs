using System.Text.Json.Nodes;

namespace Mobile.Client.Tests.Offline;

public sealed class DeadLetterTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    [Fact]
    public async Task A_refused_write_is_taken_back_and_blocks_nothing()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        var told = new List<WriteRejectedEventArgs>();
        phone.App.Writes.Rejected += (_, rejection) => told.Add(rejection);
        var refused = await phone.App.Orders.PlaceAsync([new("NO-SUCH", 1)]);
        var good = await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)]);

        var report = await phone.App.SyncAsync();

        Assert.Equal((1, 1, 0, 1), (report.Sent, report.Rejected, report.Pending, report.DeadLetters));
        Assert.Null(await phone.App.Orders.GetAsync(refused));
        Assert.NotNull((await phone.App.Orders.GetAsync(good))!.Value.Total);
        var rejection = Assert.Single(told);
        Assert.True(rejection.IsDeadLetter);
        Assert.Equal((refused, "unknown-sku"), (rejection.Write.DocumentId, rejection.Write.Problem.Code));
        var letter = Assert.Single(await (await phone.RestartAsync()).DeadLetters.ListAsync());
        Assert.Equal((refused, "unknown-sku", 422), (letter.DocumentId, letter.Problem.Code, letter.Problem.Status));
    }

    [Fact]
    public async Task A_write_over_which_the_server_always_fails_makes_way_for_those_behind_it()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        var id = await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)]);
        await phone.App.SyncAsync();
        await host.Store.WriteAsync("CREATE TRIGGER broken BEFORE UPDATE ON orders WHEN NEW.note = 'poison' BEGIN SELECT RAISE(ABORT, 'broken'); END");
        await phone.App.Orders.AmendAsync(id, new() { Note = "poison" });
        await phone.App.Orders.AmendAsync(id, new() { Lines = [new("MUG-RED", 1)] });
        var behind = await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 2)]);
        var reports = new List<SyncReport>();

        while (reports.Count < 5 && (reports.Count == 0 || reports[^1].Pending > 0))
        {
            reports.Add(await phone.App.SyncAsync());
        }

        Assert.Equal(3, reports.Count);
        var letter = Assert.Single(await phone.App.DeadLetters.ListAsync());
        Assert.Equal((id, "internal-error"), (letter.DocumentId, letter.Problem.Code));
        Assert.NotNull((await phone.App.Orders.GetAsync(behind))!.Value.Total);
        Assert.Equal("MUG-RED", (await phone.App.Orders.GetAsync(id))!.Value.Lines[0].Sku);
    }

    [Fact]
    public async Task An_order_that_was_placed_under_a_forgotten_key_has_been_placed()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        var id = await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)]);
        phone.Network.LoseReply("/batch");
        phone.Network.Before("/batch", () => host.Store.WriteAsync("DELETE FROM idempotency_keys"));

        var report = await phone.App.SyncAsync();

        Assert.Equal((1, 0, 0), (report.Sent, report.Rejected, report.DeadLetters));
        Assert.NotNull((await phone.App.Orders.GetAsync(id))!.Value.Total);
        Assert.Equal(1, await host.Store.ReadAsync<long>("SELECT COUNT(*) FROM orders WHERE id = @id", new { id }));
    }

    [Fact]
    public async Task A_refused_amendment_shows_again_what_was_before()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        var id = await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)]);
        await phone.App.SyncAsync();
        await phone.App.Orders.AmendAsync(id, new() { Lines = [new("NO-SUCH", 1)] });
        await phone.App.Orders.AmendAsync(id, new() { Note = "made on top of it" });

        var report = await phone.App.SyncAsync();

        var order = (await phone.App.Orders.GetAsync(id))!.Value;
        Assert.Equal((1, 1, 0), (report.Sent, report.Rejected, report.Conflicts));
        Assert.Equal(("TRJ-MOS", "made on top of it", 2), (order.Lines[0].Sku, order.Note, order.Version));
    }

    [Fact]
    public async Task A_dead_letter_is_repaired_and_replayed_as_a_new_write()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        var id = await phone.App.Orders.PlaceAsync([new("NO-SUCH", 1)], "keep this");
        await phone.App.SyncAsync();
        var letter = Assert.Single(await phone.App.DeadLetters.ListAsync());
        letter.Body!["lines"]![0]!["sku"] = "TRJ-MOS";

        await phone.App.DeadLetters.RepairAsync(letter.Position, letter.Body);
        Assert.Null(await phone.App.Orders.GetAsync(id));
        await phone.App.DeadLetters.ReplayAsync(letter.Position);

        var seen = (await phone.App.Orders.GetAsync(id))!;
        Assert.Equal((true, "TRJ-MOS", "placed"), (seen.Pending, seen.Value.Lines[0].Sku, seen.Value.Status));
        Assert.Empty(await phone.App.DeadLetters.ListAsync());
        Assert.Equal(1, (await phone.App.SyncAsync()).Sent);
        Assert.Equal("keep this", (await phone.App.Orders.GetAsync(id))!.Value.Note);
        var batches = Batches.Of(phone.Network);
        Assert.NotEqual(batches[0][0].Key(), batches[1][0].Key());
    }

    [Fact]
    public async Task A_replayed_amendment_is_one_of_the_version_that_the_app_shows()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        var id = await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)]);
        await phone.App.SyncAsync();
        await phone.App.Orders.AmendAsync(id, new() { Note = new string('x', 501) });
        await phone.App.SyncAsync();
        using var online = await host.SignInAsync("alice");
        await online.AmendAsync(id, new { note = "from the web" });
        await phone.App.SyncAsync();

        var letter = Assert.Single(await phone.App.DeadLetters.ListAsync());
        await phone.App.DeadLetters.RepairAsync(letter.Position, new JsonObject { ["note"] = "short" });
        await phone.App.DeadLetters.ReplayAsync(letter.Position);
        var report = await phone.App.SyncAsync();

        Assert.Equal((1, 0), (report.Sent, report.Conflicts));
        Assert.Equal("short", await online.NoteOfAsync(id));
    }

    [Fact]
    public async Task A_write_to_an_order_that_was_never_made_dies_with_it()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        var id = await phone.App.Orders.PlaceAsync([new("NO-SUCH", 1)]);
        await phone.App.Orders.AmendAsync(id, new() { Note = "in vain" });
        phone.Network.Forget();

        var report = await phone.App.SyncAsync();

        Assert.Equal((0, 2, 0, 2), (report.Sent, report.Rejected, report.Pending, report.DeadLetters));
        Assert.Equal(["unknown-sku", "dependency-failed"], (await phone.App.DeadLetters.ListAsync()).Select(letter => letter.Problem.Code));
        Assert.DoesNotContain(Batches.Of(phone.Network).SelectMany(batch => batch), item => (string?)item["method"] == "PATCH");
    }

    [Fact]
    public async Task A_discarded_dead_letter_is_gone()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        await phone.App.Orders.PlaceAsync([new("NO-SUCH", 1)]);
        await phone.App.SyncAsync();
        var letter = Assert.Single(await phone.App.DeadLetters.ListAsync());

        await phone.App.DeadLetters.DiscardAsync(letter.Position);

        Assert.Empty(await phone.App.DeadLetters.ListAsync());
        await Assert.ThrowsAsync<KeyNotFoundException>(() => phone.App.DeadLetters.ReplayAsync(letter.Position));
    }

    [Fact]
    public async Task Removing_what_another_device_has_removed_is_done()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        using var online = await host.SignInAsync("alice");
        var id = await online.PlaceOrderAsync("TRJ-MOS", "to be removed twice");
        await phone.App.SyncAsync();
        await phone.App.Orders.RemoveAsync(id);
        await online.RemoveAsync(id);

        var report = await phone.App.SyncAsync();

        Assert.Equal((1, 0, 0), (report.Sent, report.Rejected, report.DeadLetters));
        Assert.Null(await phone.App.Orders.GetAsync(id));
    }
}
