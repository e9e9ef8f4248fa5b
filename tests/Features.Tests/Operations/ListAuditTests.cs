using System.Globalization;
using Mobile.Features.Data;
using Mobile.Features.Operations;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Tests.Operations;

/// <summary>What staff read of the audit log.</summary>
public abstract class ListAuditTests(TestHost host) : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-03-01T12:00:00Z", CultureInfo.InvariantCulture);

    public sealed class Sqlite() : ListAuditTests(new SqliteApiHost());

    public sealed class SqlServer() : ListAuditTests(new SqlServerApiHost());

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [EngineFact]
    public async Task Everything_is_listed_once_newest_first_page_by_page_also_of_one_moment()
    {
        Assert.Empty((await ListAsync(new())).Entries);
        var ids = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            ids.Add(await AddAsync("sam", "flag-set", $"flag/{i}", minute: i / 3));
        }

        var listed = new List<string>();
        Position? next = null;
        do
        {
            var page = await ListAsync(new(), next, 2);
            listed.AddRange(page.Entries.Select(entry => entry.Id));
            next = page.Next;
        }
        while (next is not null);

        Assert.Equal(Enumerable.Reverse(ids), listed);
        Assert.Equal(Enumerable.Reverse(ids), (await ExportAsync(new())).Select(entry => entry.Id));
    }

    [EngineFact]
    public async Task Each_filter_lets_through_what_it_says_and_all_of_them_what_each_does()
    {
        await AddAsync("sam", "order-shipped", "order/a1", minute: 1);
        await AddAsync("pia", "order-shipped", "order/a2", minute: 2);
        await AddAsync("sam", "flag-set", "flag/a", minute: 3, detail: "On.");
        await AddAsync("campaign-runner", "campaign-begun", "campaign/a", minute: 4);
        await AddAsync("sam", "order-shipped", "order/b1", minute: 5);

        await AssertListedAsync(new(Actor: "sam"), 5, 3, 1);
        await AssertListedAsync(new(Actor: "campaign-runner"), 4);
        await AssertListedAsync(new(Actor: "nobody"));
        await AssertListedAsync(new(Action: "order-shipped"), 5, 2, 1);
        await AssertListedAsync(new(Subject: "order/"), 5, 2, 1);
        await AssertListedAsync(new(Subject: "order/a"), 2, 1);
        await AssertListedAsync(new(Subject: "%"));
        await AssertListedAsync(new(From: At(2), To: At(4)), 3, 2);
        await AssertListedAsync(new(To: At(0)));
        await AssertListedAsync(new("sam", "order-shipped", "order/", At(1), At(5)), 1);
        await AssertListedAsync(new("sam", Subject: "order/"), 5, 1);
        await AssertListedAsync(new(Action: "order-shipped", Subject: "order/a"), 2, 1);
        Assert.Equal("On.", Assert.Single((await ListAsync(new(Action: "flag-set"))).Entries).Detail);
    }

    [EngineFact]
    public async Task A_page_within_a_span_of_time_goes_on_within_it()
    {
        for (var i = 0; i < 5; i++)
        {
            await AddAsync("sam", "flag-set", "flag/a", minute: i);
        }

        var filter = new ListAudit.Filter(From: At(1), To: At(4));
        var first = await ListAsync(filter, null, 2);
        var second = await ListAsync(filter, first.Next, 2);

        Assert.Equal([3, 2, 1], first.Entries.Concat(second.Entries).Select(MinuteOf));
        Assert.Null(second.Next);
    }

    [EngineFact]
    public async Task An_actor_that_is_a_user_is_named()
    {
        using var vera = await Browser.SignInAsync(host.Address, "vera");
        var id = await host.Store.ReadAsync<string>("SELECT id FROM users WHERE subject = 'vera'");
        await AddAsync(id!, "flag-set", "flag/a", minute: 1);
        await AddAsync("campaign-runner", "campaign-begun", "campaign/a", minute: 2);

        var entries = Changes((await ListAsync(new())).Entries).ToList();

        Assert.Equal([null, await host.Store.ReadAsync<string>("SELECT name FROM users WHERE subject = 'vera'")], entries.Select(entry => entry.ActorName));
        Assert.Contains("@", entries[1].ActorEmail, StringComparison.Ordinal);
        foreach (var text in new[] { id!, entries[1].ActorName![..3].ToUpperInvariant(), entries[1].ActorEmail! })
        {
            await AssertListedAsync(new(Actor: text), 1);
        }
    }

    [EngineFact]
    public async Task The_actions_to_choose_from_are_those_that_were_taken()
    {
        Assert.Empty(await ActionsAsync());
        foreach (var action in new[] { "order-shipped", "flag-set", "order-shipped", "app-release-set" })
        {
            await AddAsync("sam", action, "x", minute: 1);
        }

        Assert.Equal(["app-release-set", "flag-set", "order-shipped"], await ActionsAsync());
    }

    [EngineFact]
    public async Task A_file_has_every_row_however_many_there_are()
    {
        var database = host.Store.Open();
        using var closing = database as IDisposable;
        await database.WriteAsync(
            async unit =>
            {
                for (var i = 0; i < 4_100; i++)
                {
                    await unit.ExecuteAsync(Insert, Row($"id-{i:0000}", "sam", i % 2 == 0 ? "flag-set" : "flag-removed", "flag/a", i / 7), default);
                }

                return 0;
            },
            default);

        Assert.Equal(Enumerable.Range(0, 4_100).Reverse().Select(i => $"id-{i:0000}"), (await ExportAsync(new())).Select(entry => entry.Id));
        Assert.Equal(2_050, (await ExportAsync(new(Action: "flag-set", Subject: "flag/"))).Count);
    }

    [EngineFact]
    public async Task Who_has_no_role_reads_nothing()
    {
        var nobody = new Desk(host.Services, "alice");

        await Assert.ThrowsAsync<ProblemException>(() => nobody.AskAsync((ListAudit.Handler handler) => handler.ListAsync(new(), null, 10, default)));
        await Assert.ThrowsAsync<ProblemException>(() => nobody.AskAsync((ListAudit.Handler handler) => handler.ExportAsync(new(), default)));
        await Assert.ThrowsAsync<ProblemException>(() => nobody.AskAsync((ListAudit.Handler handler) => handler.ListActionsAsync(default)));
    }

    private const string Insert = """
        INSERT INTO audit_log (id, occurred_at, actor, action, subject, detail) VALUES (@id, @at, @actor, @action, @subject, @detail)
        """;

    /// <summary>Without what this test's own searches, exports and sign-ins leave there.</summary>
    private static IEnumerable<ListAudit.Entry> Changes(IEnumerable<ListAudit.Entry> entries) => entries.Where(entry => entry.LastAt is null);

    private static DateTimeOffset At(int minute) => Start.AddMinutes(minute);

    private static int MinuteOf(ListAudit.Entry entry) => (int)(entry.At - Start).TotalMinutes;

    private static object Row(string id, string actor, string action, string subject, int minute, string? detail = null) =>
        new { id, at = At(minute).ToUnixTimeMilliseconds(), actor, action, subject, detail };

    private async Task<string> AddAsync(string actor, string action, string subject, int minute, string? detail = null)
    {
        var id = Ids.New(host.Clock);
        host.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await host.Store.WriteAsync(Insert, Row(id, actor, action, subject, minute, detail));
        return id;
    }

    private async Task AssertListedAsync(ListAudit.Filter filter, params int[] minutes)
    {
        Assert.Equal(minutes, Changes((await ListAsync(filter)).Entries).Select(MinuteOf));
        Assert.Equal(minutes, (await ExportAsync(filter)).Select(MinuteOf));
    }

    private Task<ListAudit.Page> ListAsync(ListAudit.Filter filter, Position? after = null, int limit = 50) =>
        Desk.OfViewer(host.Services).AskAsync((ListAudit.Handler handler) => handler.ListAsync(filter, after, limit, default));

    private Task<IReadOnlyList<string>> ActionsAsync() =>
        Desk.OfViewer(host.Services).AskAsync((ListAudit.Handler handler) => handler.ListActionsAsync(default));

    private Task<List<ListAudit.Entry>> ExportAsync(ListAudit.Filter filter) => Desk.OfViewer(host.Services).AskAsync(async (ListAudit.Handler handler) =>
    {
        var entries = new List<ListAudit.Entry>();
        await foreach (var entry in await handler.ExportAsync(filter, default))
        {
            entries.Add(entry);
        }

        return Changes(entries).ToList();
    });
}
