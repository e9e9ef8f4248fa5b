using System.Text.Json.Nodes;

namespace Mobile.Client.Tests.Sync;

/// <summary>A queued amendment meets another one of the same user's other device.</summary>
public sealed class ConflictTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    private readonly List<Conflict> asked = [];

    [Fact]
    public async Task The_server_wins()
    {
        await using var story = await StartAsync(ConflictPolicy.ServerWins);
        var told = new List<WriteRejectedEventArgs>();
        story.Phone.App.Writes.Rejected += (_, rejection) => told.Add(rejection);

        var report = await story.MeetAsync();

        Assert.Equal((0, 1, 1, 0, 0), (report.Sent, report.Rejected, report.Conflicts, report.Pending, report.DeadLetters));
        Assert.Equal("theirs", await story.NoteOnPhoneAsync());
        var rejection = Assert.Single(told);
        Assert.False(rejection.IsDeadLetter);
        Assert.Equal("theirs", rejection.Write.Problem.Current!.Value.GetProperty("note").GetString());
    }

    [Fact]
    public async Task The_client_wins_with_a_new_key_for_the_servers_version()
    {
        await using var story = await StartAsync(ConflictPolicy.ClientWins);

        var report = await story.MeetAsync();

        Assert.Equal((1, 0, 1, 0), (report.Sent, report.Rejected, report.Conflicts, report.DeadLetters));
        Assert.Equal("mine", await story.Online.NoteOfAsync(story.Id));
        Assert.Equal("mine", await story.NoteOnPhoneAsync());
        var batches = Batches.Of(story.Phone.Network);
        Assert.Equal(["\"1\"", "\"2\""], batches.Select(batch => batch[0].IfMatch()));
        Assert.NotEqual(batches[0][0].Key(), batches[1][0].Key());
    }

    [Fact]
    public async Task The_new_key_is_on_disk_before_it_is_sent()
    {
        await using var story = await StartAsync(ConflictPolicy.ClientWins, maxAttempts: 1);
        story.Phone.Network.Pass("/batch");
        story.Phone.Network.LoseReply("/batch");

        await Assert.ThrowsAsync<ServerUnreachableException>(story.MeetAsync);
        await story.Phone.RestartAsync();
        var report = await story.Phone.App.SyncAsync();

        Assert.Equal((1, 0), (report.Sent, report.Conflicts));
        var batches = Batches.Of(story.Phone.Network);
        Assert.Equal(batches[1][0].Key(), batches[2][0].Key());
        Assert.Equal(3, (await story.Online.ReadAsync($"/api/v2/orders/{story.Id}")).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task The_app_is_asked_with_both_sides_and_what_was_before()
    {
        await using var story = await StartAsync(Ask(Resolution.KeepServer));

        await story.MeetAsync();

        var conflict = Assert.Single(asked);
        Assert.Equal(("before", "mine", "theirs"), ((string?)conflict.Base!["note"], (string?)conflict.Mine!["note"], (string?)conflict.Current!["note"]));
        Assert.Equal(["note"], conflict.ConflictingFields);
        Assert.Equal("theirs", await story.NoteOnPhoneAsync());
    }

    [Fact]
    public async Task The_app_keeps_its_own()
    {
        await using var story = await StartAsync(Ask(Resolution.KeepMine));

        Assert.Equal(1, (await story.MeetAsync()).Sent);

        Assert.Equal("mine", await story.Online.NoteOfAsync(story.Id));
    }

    [Fact]
    public async Task The_app_merges()
    {
        await using var story = await StartAsync(Ask(Resolution.Merge(new JsonObject { ["note"] = "theirs and mine" })));

        Assert.Equal(1, (await story.MeetAsync()).Sent);

        Assert.Equal("theirs and mine", await story.Online.NoteOfAsync(story.Id));
        Assert.Equal("theirs and mine", await story.NoteOnPhoneAsync());
    }

    [Fact]
    public async Task Without_an_answer_the_write_waits_as_a_dead_letter()
    {
        await using var story = await StartAsync(Ask(null));

        var report = await story.MeetAsync();

        Assert.Equal((1, 1, 1), (report.Rejected, report.Conflicts, report.DeadLetters));
        Assert.Equal("theirs", await story.NoteOnPhoneAsync());
        var letter = Assert.Single(await story.Phone.App.DeadLetters.ListAsync());
        Assert.Equal((412, 2L, "mine"), (letter.Problem.Status, letter.Problem.CurrentVersion, (string?)letter.Body!["note"]));
        await story.Phone.App.DeadLetters.ReplayAsync(letter.Position);
        await story.Phone.App.SyncAsync();
        Assert.Equal("mine", await story.Online.NoteOfAsync(story.Id));
    }

    [Fact]
    public async Task Edits_of_different_fields_merge_without_a_question()
    {
        await using var story = await StartAsync(Ask(Resolution.KeepServer), theirs: new { lines = new[] { new { sku = "DWN-MOS", quantity = 5 } } });

        var report = await story.MeetAsync();

        Assert.Empty(asked);
        Assert.Equal((1, 0), (report.Sent, report.Rejected));
        var order = (await story.Phone.App.Orders.GetAsync(story.Id))!.Value;
        Assert.Equal(("mine", 5, 3), (order.Note, order.Lines[0].Quantity, order.Version));
    }

    [Fact]
    public async Task Cancelling_holds_whatever_else_has_changed()
    {
        await using var story = await StartAsync(Ask(Resolution.KeepMine), theirs: new { lines = new[] { new { sku = "DWN-MOS", quantity = 5 } } });
        await story.Phone.App.Orders.CancelAsync(story.Id);

        await story.MeetAsync();

        Assert.Empty(asked);
        Assert.Equal(("cancelled", "mine"), ((await story.Phone.App.Orders.GetAsync(story.Id))!.Value is var order ? (order.Status, order.Note) : default));
    }

    [Fact]
    public async Task The_next_write_to_the_document_stands_where_the_lost_one_stood()
    {
        await using var story = await StartAsync(ConflictPolicy.ServerWins);
        await story.Phone.App.Orders.AmendAsync(story.Id, new() { Note = "mine again" });

        var report = await story.MeetAsync();

        Assert.Equal((0, 2, 2), (report.Sent, report.Rejected, report.Conflicts));
        Assert.Equal("theirs", await story.Online.NoteOfAsync(story.Id));
    }

    private ConflictPolicy Ask(Resolution? answer) => ConflictPolicy.Ask((conflict, _) =>
    {
        asked.Add(conflict);
        return Task.FromResult(answer);
    });

    private async Task<Story> StartAsync(ConflictPolicy policy, object? theirs = null, int maxAttempts = 8)
    {
        var phone = new Phone(host.Address, "alice") { MaxAttempts = maxAttempts, Policies = { ["orders"] = policy } };
        await (await phone.OpenAsync()).SignInAsync();
        var online = await host.SignInAsync("alice");
        var id = await online.PlaceOrderAsync("TRJ-MOS", "before");
        await phone.App.SyncAsync();
        phone.Network.Forget();
        await phone.App.Orders.AmendAsync(id, new() { Note = "mine" });
        return new(phone, online, id, theirs ?? new { note = "theirs" });
    }

    private sealed record Story(Phone Phone, App Online, string Id, object Theirs) : IAsyncDisposable
    {
        public async Task<SyncReport> MeetAsync()
        {
            await Online.AmendAsync(Id, Theirs);
            return await Phone.App.SyncAsync();
        }

        public async Task<string?> NoteOnPhoneAsync() => (await Phone.App.Orders.GetAsync(Id))!.Value.Note;

        public ValueTask DisposeAsync()
        {
            Online.Dispose();
            return Phone.DisposeAsync();
        }
    }
}
