using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Data;
using Mobile.Features.Devices;
using Mobile.Features.Privacy;
using Mobile.Features.Push.Events;
using Mobile.Features.Push.Sending;
using Mobile.Features.Versions.Adoption;
using Mobile.Features.Versions.Traffic;

namespace Mobile.Features.Tests.Clocks;

/// <summary>
/// Orders, pushes, rounds of the workers, dying workers and restarts, while the wall clock steps at random by up to 40 days to either side and
/// comes back within the hour. What is promised of each order, event and session holds all the same.
/// </summary>
public abstract class JumpingClockTests(TestHost host) : ClockScene(host)
{
    private const int Steps = 70;

    private readonly Dictionary<string, string> orders = new(StringComparer.Ordinal);
    private TimeSpan ahead;
    private TimeSpan wrongFor;
    private int dead;

    public sealed class Sqlite() : JumpingClockTests(new SqliteApiHost());

    public sealed class SqlServer() : JumpingClockTests(new SqlServerApiHost());

    [EngineTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Nothing_is_lost_repeated_or_ended_however_the_clock_jumps(int seed)
    {
        var alice = await SignInWithDeviceAsync("alice");
        var before = await Store.QueryAsync<string>("SELECT id FROM orders");
        for (var number = 0; number < Steps; number++)
        {
            alice = await StepAsync(alice, Dice.For(seed, number));
        }

        SetClock(TimeSpan.Zero);
        for (var quarter = 0; quarter < 8; quarter++)
        {
            Pass(TimeSpan.FromMinutes(15));
            await WorkAsync();
        }

        await UseAsync(alice);
        foreach (var (key, id) in orders)
        {
            var again = await OrderAsync(alice, key);
            Assert.True(again.IsReplay(), key);
            Assert.Equal(id, (await again.ReadAsync()).Text("id"));
        }

        Assert.Equal(orders.Values.Concat(before).Order(StringComparer.Ordinal), await Store.QueryAsync<string>("SELECT id FROM orders ORDER BY id"));
        Assert.Equal(0, await CountAsync("outbox WHERE state <> 'done'"));
        Assert.Equal(orders.Count, await CountAsync("pushes"));
        Assert.Equal(0, await CountAsync("deliveries WHERE state NOT IN ('sent', 'unknown')"));
        Assert.Equal(orders.Count, await CountAsync("deliveries"));
        Assert.Equal(0, await CountAsync("deliveries WHERE attempts <> 1"));
        Assert.Equal(dead, await CountAsync("deliveries WHERE state = 'unknown'"));
        Assert.Equal(0, await CountAsync("sessions WHERE revoked_at IS NOT NULL"));
        Assert.Equal(1, await CountAsync("devices WHERE unregistered_at IS NULL"));
        alice.Dispose();
    }

    private async Task<App> StepAsync(App alice, Random random)
    {
        switch (random.Next(9))
        {
            case 0 or 1:
                SetClock(TimeSpan.FromDays((random.NextDouble() * 80) - 40));
                break;
            case 2:
                Pass(TimeSpan.FromMinutes(random.Next(1, 15)));
                break;
            case 3 or 4:
                await UseAsync(alice);
                var key = App.NewKey();
                var placed = await OrderAsync(alice, key);
                Assert.Equal(HttpStatusCode.Created, placed.StatusCode);
                orders[key] = (await placed.ReadAsync()).Text("id");
                break;
            case 5 when orders.Count > 0:
                await UseAsync(alice);
                var known = orders.ElementAt(random.Next(orders.Count));
                Assert.True((await OrderAsync(alice, known.Key)).IsReplay());
                break;
            case 6:
                await Host.RestartAsync();
                var next = alice.At(Host.Address);
                alice.Dispose();
                return next;
            case 7:
                await DieAsync();
                break;
            default:
                await WorkAsync();
                break;
        }

        return alice;
    }

    /// <summary>No wrong time stays for an hour: then it would be believed.</summary>
    private void SetClock(TimeSpan wanted)
    {
        Clock.Step(wanted - ahead);
        (ahead, wrongFor) = (wanted, TimeSpan.Zero);
    }

    private void Pass(TimeSpan time)
    {
        Clock.Advance(time);
        wrongFor += time;
        if (ahead != TimeSpan.Zero && wrongFor > TimeSpan.FromMinutes(30))
        {
            SetClock(TimeSpan.Zero);
        }
    }

    /// <summary>What every app does: it refreshes when its token is refused, and is never signed out.</summary>
    private static async Task UseAsync(App alice)
    {
        if ((await ListAsync(alice)).StatusCode == HttpStatusCode.Unauthorized)
        {
            await alice.RefreshAsync();
        }

        Assert.Equal(HttpStatusCode.OK, (await ListAsync(alice)).StatusCode);
    }

    /// <summary>A round of every worker.</summary>
    private async Task WorkAsync()
    {
        var services = Host.Services;
        await DispatchAsync();
        await CollectAsync();
        await services.GetRequiredService<Eraser>().RunOnceAsync(CancellationToken.None);
        await services.GetRequiredService<DeviceCounting>().CountWhenDueAsync(CancellationToken.None);
        await services.GetRequiredService<ActiveRollup>().CountAsync(CancellationToken.None);
        await services.GetRequiredService<TrafficRollup>().RollUpAsync(CancellationToken.None);
    }

    /// <summary>A worker claims what is due and dies with it: after one lease of real time, and not before, nobody waits for it any more.</summary>
    private async Task DieAsync()
    {
        await using var scope = Host.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        await services.GetRequiredService<EventExpansion>().ExpandDueAsync(100, CancellationToken.None);
        var (claims, pushes, db) = (services.GetRequiredService<DeliveryClaims>(), services.GetRequiredService<Pushes>(), services.GetRequiredService<DbSession>());
        var taken = 0;
        foreach (var due in await claims.DueEventsAsync(100, CancellationToken.None))
        {
            var push = (await pushes.FindAsync(due.PushId, CancellationToken.None))!;
            var claim = await db.WriteAsync(() => claims.ClaimAsync(push, due.Platform, 100, null, CancellationToken.None), CancellationToken.None);
            taken += claim.Batch?.Targets.Count ?? 0;
        }

        await DispatchAsync();
        Assert.Equal(taken, await CountAsync("deliveries WHERE state = 'sending'"));
        Pass(SendBatch.Lease + TimeSpan.FromSeconds(1));
        await DispatchAsync();
        Assert.Equal(0, await CountAsync("deliveries WHERE state = 'sending'"));
        dead += taken;
    }
}
