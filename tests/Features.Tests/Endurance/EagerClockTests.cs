namespace Mobile.Features.Tests.Endurance;

public sealed class EagerClockTests
{
    private readonly EagerClock clock = new();

    [Fact]
    public async Task Waiting_takes_no_time_and_the_time_has_passed()
    {
        var before = clock.GetUtcNow();
        var timestamp = clock.GetTimestamp();

        await Task.Delay(TimeSpan.FromDays(30), clock);

        Assert.True(clock.GetUtcNow() - before >= TimeSpan.FromDays(30));
        Assert.True(clock.GetElapsedTime(timestamp) >= TimeSpan.FromDays(30));
        Assert.Equal(TimeSpan.FromDays(30), Assert.Single(clock.Waits));
    }

    [Fact]
    public async Task What_waits_for_ever_waits_for_ever()
    {
        using var stop = new CancellationTokenSource();
        var wait = Task.Delay(Timeout.InfiniteTimeSpan, clock, stop.Token);

        await Task.Delay(TimeSpan.FromDays(1), clock);
        Assert.False(wait.IsCompleted);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task A_time_limit_ends_when_so_much_time_has_passed()
    {
        var holding = new EagerClock(limitsHold: true);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30), holding);
        using var over = new CancellationTokenSource(TimeSpan.FromSeconds(30), holding);
        over.Dispose();

        await Task.Delay(TimeSpan.FromSeconds(29), holding);
        Assert.False(limit.IsCancellationRequested);

        holding.Advance(TimeSpan.FromSeconds(1));
        Assert.True(limit.IsCancellationRequested);
        Assert.Equal(TimeSpan.FromSeconds(29), Assert.Single(holding.Waits));
    }

    [Fact]
    public void A_timer_that_repeats_is_refused() =>
        Assert.Throws<NotSupportedException>(() => clock.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
}
