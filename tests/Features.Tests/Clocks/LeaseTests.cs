using Mobile.Features.Push;
using Mobile.Features.Push.Sending;
using Mobile.Features.Tests.Push.Sending;

namespace Mobile.Features.Tests.Clocks;

/// <summary>A lease lasts for its length of real time, whichever way clocks step.</summary>
public abstract class LeaseTests(TestHost host) : SendingScene(host)
{
    private static readonly TimeSpan FortyDays = TimeSpan.FromDays(40);

    public sealed class Sqlite(SqliteHost host) : LeaseTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : LeaseTests(host), IClassFixture<SqlServerHost>;

    [EngineTheory]
    [InlineData(40)]
    [InlineData(-40)]
    public async Task A_batch_in_flight_over_a_step_is_neither_doubted_nor_sent_again(int days)
    {
        var push = await QueueAsync([await AddDeviceAsync()]);
        var claim = await ClaimAsync(push);

        Clock.Step(TimeSpan.FromDays(days));
        Assert.Equal(0, await ExpireAsync());
        Assert.Null((await ClaimAsync(push)).Batch);
        Assert.Equal(SendOutcome.Accepted, (await SendAsync(claim.Batch!)).Outcome);
        Clock.Step(-TimeSpan.FromDays(days));

        Assert.Equal(0, await ExpireAsync());
        Assert.Equal("sent 1", await CountsAsync(push));
        Assert.Single(Gateway.Named, claim.Batch!.Targets[0].DeviceId);
    }

    [EngineTheory]
    [InlineData(40)]
    [InlineData(-40)]
    public async Task The_batch_of_a_worker_that_died_is_doubted_after_one_lease_of_real_time(int days)
    {
        Clock.Step(TimeSpan.FromDays(days));
        var push = await QueueAsync([await AddDeviceAsync()]);
        Assert.NotNull((await ClaimAsync(push)).Batch);
        Clock.Step(-TimeSpan.FromDays(days));

        Assert.Equal(0, await ExpireAsync());
        Clock.Advance(SendBatch.Lease - TimeSpan.FromSeconds(2));
        Assert.Equal(0, await ExpireAsync());
        Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(1, await ExpireAsync());
        Assert.Equal("unknown lease-expired 1", await CountsAsync(push));
    }

    /// <summary>The holder is another node, whose clock is behind.</summary>
    [EngineFact]
    public async Task A_lease_that_was_over_when_it_was_written_is_watched_for_its_length()
    {
        var push = await QueueAsync([await AddDeviceAsync()]);
        await ExpireAsync();
        var claim = await ClaimAsync(push);
        await Store.WriteAsync("UPDATE push_batches SET leased_until = leased_until - 3456000000 WHERE id = @Id", new { claim.Batch!.Id });

        for (var second = 0; second < 35; second += 5)
        {
            Assert.Equal(0, await ExpireAsync());
            Clock.Advance(TimeSpan.FromSeconds(5));
        }

        Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(1, await ExpireAsync());
    }

    [EngineFact]
    public async Task A_call_begins_as_long_as_its_lease_really_runs_and_no_longer()
    {
        var push = await QueueAsync([await AddDeviceAsync(), await AddDeviceAsync()]);
        var (early, late) = ((await ClaimAsync(push, 1)).Batch!, (await ClaimAsync(push, 1)).Batch!);

        Clock.Step(FortyDays);
        Assert.Equal(SendOutcome.Accepted, (await SendAsync(early)).Outcome);
        Clock.Step(-2 * FortyDays);
        Clock.Advance(SendBatch.Lease - SendBatch.CallTime + TimeSpan.FromSeconds(1));

        Assert.Equal((SendOutcome.NotTaken, "too-late"), (await SendAsync(late)) is var result ? (result.Outcome, result.Reason) : default);
        Clock.Step(FortyDays);
    }
}
