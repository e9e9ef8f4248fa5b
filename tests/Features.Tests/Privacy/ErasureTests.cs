using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Privacy;
using Mobile.Features.Privacy;

namespace Mobile.Features.Tests.Privacy;

/// <summary>What remains of a deleted account: nothing that says who it was.</summary>
public abstract class ErasureTests(TestHost host) : PrivacyScene(host)
{
    public sealed class Sqlite() : ErasureTests(new SqliteApiHost());

    public sealed class SqlServer() : ErasureTests(new SqlServerApiHost());

    [EngineTheory]
    [EveryVersion]
    public async Task Nothing_is_left_in_any_column_of_any_table_but_what_was_ordered(string version)
    {
        var (app, _, secrets) = await LiveAsync("bob", version);
        using var closing = app;
        using var alice = await Host.SignInAsync("alice");
        var id = await UserIdAsync("bob");
        Assert.Contains("orders.note has 'Mrs. Ferreira'", await FindEverywhereAsync(secrets));
        var others = await CountAsync($"orders WHERE user_id <> '{id}'");
        var ordered = await Store.QueryAsync<string>("SELECT lines FROM orders WHERE user_id = @id ORDER BY id", new { id });
        await DeleteAccountAsync(app, version: version);

        Assert.Equal(0, await Eraser.RunOnceAsync(CancellationToken.None));
        Assert.Equal(1, await EraseAsync());
        Assert.Equal(0, await Eraser.RunOnceAsync(CancellationToken.None));

        Assert.Empty(await FindEverywhereAsync(secrets));
        Assert.Equal(ordered, await Store.QueryAsync<string>("SELECT lines FROM orders WHERE user_id = @id ORDER BY id", new { id }));
        Assert.Equal(others, await CountAsync($"orders WHERE user_id <> '{id}'"));
        Assert.Equal(Kept, (await FindEverywhereAsync([id])).Select(found => found.Split(' ')[0]).Order(StringComparer.Ordinal));
        Assert.Equal(1, await CountAsync("audit_log WHERE action = 'account-erased'"));
    }

    /// <summary>Where the id is that leads to nobody any more; docs/privacy.md says why.</summary>
    private static IEnumerable<string> Kept =>
        ["audit_log.actor", "audit_log.subject", "erasures.user_id", "feeds.owner", "orders.user_id", "sessions.user_id", "users.id", "users.subject"];

    [EngineFact]
    public async Task Killed_after_any_unit_the_next_worker_goes_on()
    {
        var (app, _, secrets) = await LiveAsync("bob");
        using var closing = app;
        var id = await UserIdAsync("bob");
        await DeleteAccountAsync(app);

        // Each unit of one row, in any order, as if a process had begun there and died after it.
        for (var unit = 0; unit < 60; unit++)
        {
            await using var scope = Host.Services.CreateAsyncScope();
            var contributors = scope.ServiceProvider.GetServices<IPersonalData>().ToList();
            await contributors[Dice.For(11, unit).Next(contributors.Count)].EraseAsync(id, 1, CancellationToken.None);
        }

        Assert.Equal(1, await EraseAsync());
        Assert.Empty(await FindEverywhereAsync(secrets));
    }

    [EngineFact]
    public async Task Two_workers_erase_an_account_once()
    {
        var (app, _, secrets) = await LiveAsync("bob");
        using var closing = app;
        await using var node = TestNode.Start(Store, Host.Clock, "api");
        await DeleteAccountAsync(app);
        Host.Clock.Advance(AccountClosing.Quiet + TimeSpan.FromSeconds(1));

        var erased = await Task.WhenAll(
            Eraser.RunOnceAsync(CancellationToken.None), node.Services.GetRequiredService<Eraser>().RunOnceAsync(CancellationToken.None));

        Assert.Equal(1, erased.Sum());
        Assert.Empty(await FindEverywhereAsync(secrets));
    }

    [EngineTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Writes_that_race_with_the_deletion_come_before_it_or_not_at_all(int seed)
    {
        const int Orders = 60;
        using var phone = await Host.SignInAsync("bob", "phone");
        await using var node = TestNode.Start(Store, Host.Clock, "api");
        using var tablet = phone.At(node.Address);
        var (placed, before) = (0, await CountAsync($"orders WHERE user_id = '{await UserIdAsync("bob")}'"));
        var now = new TaskCompletionSource();
        var when = Dice.For(seed, 0).Next(1, Orders);

        var writes = Enumerable.Range(0, Orders).Select(async order =>
        {
            var answer = await (order % 2 == 0 ? phone : tablet).PostAsync(
                $"/api/{ApiVersions.Current}/orders", Contract.Of(ApiVersions.Current).Order("MUG-RED", 1, Note), App.NewKey());
            if (Interlocked.Increment(ref placed) >= when)
            {
                now.TrySetResult();
            }

            return answer;
        }).ToList();
        await now.Task;
        var deleted = await DeleteAccountAsync(tablet);
        var answers = await Task.WhenAll(writes);

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.Gone, $"{answer.StatusCode}"));
        Assert.Equal(1, await EraseAsync());
        Assert.Empty(await FindEverywhereAsync(["Mrs. Ferreira"]));
        Assert.Equal(before + answers.Count(answer => answer.StatusCode == HttpStatusCode.Created), await CountAsync("order_history WHERE action = 'placed' AND actor = 'deleted-account' AND detail IS NULL"));
        Assert.Equal(0, await CountAsync("outbox WHERE state = 'pending'"));
    }

    [EngineFact]
    public async Task A_push_that_is_being_sent_goes_when_its_batch_is_settled()
    {
        var (app, device, secrets) = await LiveAsync("bob");
        using var closing = app;
        await DeleteAccountAsync(app);
        await Store.WriteAsync("UPDATE deliveries SET state = 'sending' WHERE device_id = @device", new { device });

        Assert.Equal(0, await EraseAsync());
        Assert.NotEqual(0, await CountAsync($"deliveries WHERE device_id = '{device}'"));
        await Store.WriteAsync("UPDATE deliveries SET state = 'unknown' WHERE device_id = @device", new { device });
        Host.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(1, await Eraser.RunOnceAsync(CancellationToken.None));
        Assert.Empty(await FindEverywhereAsync(secrets));
    }

    [EngineFact]
    public async Task An_order_that_nobody_was_told_of_yet_is_told_to_nobody()
    {
        var (app, device, _) = await LiveAsync("bob");
        using var closing = app;
        await app.PlaceOrderAsync(note: Note);
        var told = await CountAsync($"deliveries WHERE device_id = '{device}'");
        await DeleteAccountAsync(app);

        await DispatchAsync();

        Assert.Equal(told, await CountAsync($"deliveries WHERE device_id = '{device}'"));
        Assert.Equal(1, await EraseAsync());
    }

    [EngineFact]
    public async Task What_a_device_got_before_it_changed_hands_is_found_and_erased()
    {
        var (bob, device, _) = await LiveAsync("bob");
        using var closing = bob;
        var id = await UserIdAsync("bob");
        await AddToCampaignAsync("campaign-1", device, id, "queued");
        await AddToCampaignAsync("campaign-2", device, id, "sent");
        using var alice = await Host.SignInAsync("alice");
        await alice.RegisterAsync(device, DeviceExtensions.Registration());
        await DeleteAccountAsync(bob);

        Assert.Equal(1, await EraseAsync());

        Assert.Equal(0, await CountAsync($"deliveries WHERE user_id = '{id}'"));
        Assert.Equal(0, await CountAsync($"inbox_messages WHERE user_id = '{id}'"));
        Assert.Equal(0, await CountAsync($"former_devices WHERE user_id = '{id}'"));
        Assert.Equal(["queued 0", "suppressed 1"], await CountsAsync("campaign-1"));
        Assert.Equal(["queued 0", "sent 1"], await CountsAsync("campaign-2"));
        await alice.RefreshAsync();
        Assert.Equal([device], await alice.DeviceIdsAsync());
    }

    [EngineFact]
    public async Task An_account_that_a_backup_brings_back_is_closed_and_erased_again()
    {
        var (app, _, secrets) = await LiveAsync("bob");
        using var closing = app;
        var id = await UserIdAsync("bob");

        await Store.WriteAsync("INSERT INTO erasures (user_id, requested_at, due_at) VALUES (@id, 0, 0)", new { id });
        Assert.Equal(0, await Eraser.RunOnceAsync(CancellationToken.None));

        await (await app.PostAsync($"/api/{ApiVersions.Current}/orders", Contract.Of(ApiVersions.Current).Order("MUG-RED"), App.NewKey())).AssertProblemAsync(410, "account-deleted");
        Assert.Equal(1, await EraseAsync());
        Assert.Empty(await FindEverywhereAsync(secrets));
    }

    private async Task AddToCampaignAsync(string push, string device, string user, string state)
    {
        await Store.WriteAsync(
            """
            INSERT INTO pushes (id, lane, category, title, body, time_to_live_seconds, retries_unknown, honours_quiet_hours, created_at)
            VALUES (@push, 'campaign', 'promotions', 't', 'b', 60, 0, 1, 1)
            """,
            new { push });
        await Store.WriteAsync(
            """
            INSERT INTO deliveries (push_id, device_id, lane, user_id, platform, state, due_at, attempts)
            VALUES (@push, @device, 'campaign', @user, 'apns', @state, 1, 0)
            """,
            new { push, device, user, state });
        await Store.WriteAsync("INSERT INTO push_counts (push_id, state, reason, devices) VALUES (@push, 'queued', '', @devices)", new { push, devices = state == "queued" ? 1 : 0 });
        if (state != "queued")
        {
            await Store.WriteAsync("INSERT INTO push_counts (push_id, state, reason, devices) VALUES (@push, @state, '', 1)", new { push, state });
        }
    }

    private async Task<IReadOnlyList<string>> CountsAsync(string push) => [.. (await Store.QueryAsync<CountRow>(
        "SELECT state AS State, CAST(devices AS bigint) AS Devices FROM push_counts WHERE push_id = @push ORDER BY state", new { push })).Select(row => $"{row.State} {row.Devices}")];

    private sealed record CountRow(string State, long Devices);
}
