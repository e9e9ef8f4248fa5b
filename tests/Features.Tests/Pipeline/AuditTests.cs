using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Garbage;

namespace Mobile.Features.Tests.Pipeline;

/// <summary>What the audit log keeps: changes one by one, all else counted, and each as long as somebody has to answer for it.</summary>
public abstract class AuditTests(TestHost host) : IAsyncLifetime
{
    public sealed class Sqlite() : AuditTests(new SqliteApiHost());

    public sealed class SqlServer() : AuditTests(new SqlServerApiHost());

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [EngineFact]
    public async Task What_changes_nothing_is_one_entry_for_each_actor_action_subject_and_hour()
    {
        await ToFullHourAsync();
        foreach (var (user, action, subject) in new[] { ("vera", "viewed", "a"), ("vera", "viewed", "a"), ("pia", "viewed", "a"), ("vera", "viewed", "b"), ("vera", "exported", "a") })
        {
            host.Clock.Advance(TimeSpan.FromMinutes(1));
            await NoteAsync(user, action, subject);
        }

        host.Clock.Advance(TimeSpan.FromHours(1));
        await NoteAsync("vera", "viewed", "a");

        Assert.Equal(
            ["pia viewed a 1 0", "vera exported a 1 0", "vera viewed a 1 0", "vera viewed a 2 1", "vera viewed b 1 0"],
            (await Store.QueryAsync<Row>("SELECT actor AS Actor, action AS Action, subject AS Subject, occurrences AS Times, CAST(last_at - occurred_at AS bigint) / 60000 AS Minutes FROM audit_log"))
                .Select(row => $"{row.Actor} {row.Action} {row.Subject} {row.Times} {row.Minutes}").Order(StringComparer.Ordinal));
    }

    [EngineFact]
    public async Task Requests_that_come_together_are_all_counted()
    {
        await ToFullHourAsync();
        await using var other = TestNode.Start(Store, host.Clock, "admin");

        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() => NoteAsync("vera", "viewed", "a", i % 2 == 0 ? host.Services : other.Services))));

        Assert.Equal((1, 24), (await CountAsync("audit_log"), await Store.ReadAsync<long>("SELECT occurrences FROM audit_log")));
    }

    [EngineFact]
    public async Task An_entry_of_staff_names_the_person_and_one_of_anybody_else_does_not()
    {
        await Desk.OfRelease(host.Services).AskAsync(async (IServiceProvider desk) =>
        {
            var audit = desk.GetRequiredService<Audit>();
            return await desk.GetRequiredService<DbSession>().WriteAsync(
                async () =>
                {
                    await audit.RecordAsync("sam", "acted", "x");
                    await audit.RecordAsync("campaign-runner", "acted", "y");
                    return true;
                },
                default);
        });

        Assert.Equal(["person-sam"], await Store.QueryAsync<string>("SELECT person_key FROM audit_log WHERE person_key IS NOT NULL"));
        Assert.Equal("x", await Store.ReadAsync<string>("SELECT subject FROM audit_log WHERE person_key = 'person-sam'"));
    }

    [EngineFact]
    public async Task A_view_is_kept_for_90_days_and_a_change_for_two_years()
    {
        await NoteAsync("vera", "viewed", "a");
        await Store.WriteAsync("INSERT INTO audit_log (id, occurred_at, actor, action, subject) VALUES ('1', @now, 'sam', 'flag-set', 'flag/a')", new { now = host.Clock.UnixMilliseconds() });

        await AssertKeptAsync(TimeSpan.FromDays(89), 2);
        await AssertKeptAsync(TimeSpan.FromDays(2), 1);
        Assert.Equal("flag-set", await Store.ReadAsync<string>("SELECT action FROM audit_log"));
        await AssertKeptAsync(TimeSpan.FromDays(638), 1);
        await AssertKeptAsync(TimeSpan.FromDays(2), 0);
    }

    private TestStore Store => host.Store;

    private static Task<bool> NoteAsync(string user, string action, string subject, IServiceProvider services) =>
        new Desk(services, user, "viewer").AskAsync(async (StaffViews views) =>
        {
            await views.NoteAsync(action, subject, default);
            return true;
        });

    private Task<bool> NoteAsync(string user, string action, string subject) => NoteAsync(user, action, subject, host.Services);

    private async Task AssertKeptAsync(TimeSpan later, int entries)
    {
        host.Clock.Advance(later);
        await host.Services.GetRequiredService<GarbageCollector>().CollectAsync(default);
        Assert.Equal(entries, await CountAsync("audit_log"));
    }

    private Task ToFullHourAsync()
    {
        var hour = TimeSpan.FromHours(1).Ticks;
        host.Clock.Advance(TimeSpan.FromTicks(hour - (host.Clock.GetUtcNow().Ticks % hour)));
        return Task.CompletedTask;
    }

    private Task<long> CountAsync(string rows) => Store.ReadAsync<long>($"SELECT CAST(COUNT(*) AS bigint) FROM {rows}");

    private sealed record Row(string Actor, string Action, string Subject, long Times, long Minutes);
}
