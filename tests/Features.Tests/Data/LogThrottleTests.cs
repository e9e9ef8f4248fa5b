using Mobile.Features.Data;
using Mobile.Features.Tests.Push.NotificationHubs;

namespace Mobile.Features.Tests.Data;

public sealed class LogThrottleTests
{
    private readonly FixedClock clock = new();
    private readonly LogThrottle throttle;

    public LogThrottleTests() => throttle = new LogThrottle(clock);

    [Fact]
    public void One_line_a_minute_says_how_many_were_withheld()
    {
        Assert.Equal((true, 0), Ask("busy"));
        Assert.Equal((false, 0), Ask("busy"));
        Assert.Equal((false, 1), Ask("busy"));

        clock.Now += TimeSpan.FromMinutes(1);

        Assert.Equal((true, 2), Ask("busy"));
        Assert.Equal((false, 0), Ask("busy"));
    }

    [Fact]
    public void Another_failure_is_not_withheld_for_the_first()
    {
        Ask("busy");

        Assert.True(throttle.Admits(new InvalidOperationException("a"), out _));
        Assert.True(throttle.Admits(new InvalidOperationException("b"), out _));
        Assert.False(throttle.Admits(new InvalidOperationException("a"), out _));
    }

    [Fact]
    public void Failures_that_never_repeat_share_one_line_and_hold_no_memory()
    {
        Assert.Equal(9, Enumerable.Range(0, 1000).Count(number => throttle.Admits($"failure {number}", out _)));

        clock.Now += TimeSpan.FromMinutes(1);

        Assert.Equal((true, 0), Ask("another"));
        Assert.Equal(8, Enumerable.Range(0, 1000).Count(number => throttle.Admits($"new failure {number}", out _)));
    }

    private (bool Admits, int Others) Ask(string kind) => (throttle.Admits(kind, out var others), others);
}
