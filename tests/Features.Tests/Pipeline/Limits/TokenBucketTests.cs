using Mobile.Features.Pipeline.Limits;

namespace Mobile.Features.Tests.Pipeline.Limits;

public sealed class TokenBucketTests
{
    private static readonly RateLimitPolicy Policy = new("user-reads", 60, TimeSpan.FromMinutes(1));

    private readonly TokenBucket bucket = new();
    private long now;

    [Fact]
    public void A_bucket_holds_its_quota_at_once_and_no_more()
    {
        for (var left = 59; left >= 0; left--)
        {
            Assert.Equal(left, Take().Remaining);
        }

        var refused = Take();

        Assert.False(refused.IsTaken);
        Assert.Equal((TimeSpan.FromSeconds(1), 0, TimeSpan.FromSeconds(1)), (refused.Wait, refused.Remaining, refused.UntilMore));
    }

    [Fact]
    public void What_was_taken_comes_back_evenly()
    {
        Take(60);
        now += TimeSpan.FromSeconds(10).Ticks;

        Assert.Equal(0, Take(10).Remaining);
        Assert.Equal(TimeSpan.FromSeconds(5), Take(5).Wait);
    }

    /// <summary>draft-ietf-httpapi-ratelimit-headers-10: <c>t</c> is the time until additional quota, not until all of it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void One_more_is_there_when_it_is_announced_and_not_a_moment_before(int seed)
    {
        var dice = new Random(seed);
        for (var round = 0; round < 1000; round++)
        {
            now += dice.Next(30_000_000);
            var taken = Take(dice.Next(1, 20));
            if (taken.UntilMore == TimeSpan.Zero)
            {
                Assert.Equal(Policy.Quota, taken.Remaining);
                continue;
            }

            now += taken.UntilMore.Ticks - 1;
            Assert.Equal(taken.Remaining, Take(0).Remaining);
            now++;
            Assert.Equal(taken.Remaining + 1, Take(0).Remaining);
        }
    }

    [Fact]
    public void A_refusal_takes_nothing()
    {
        Take(59);

        Assert.Equal(TimeSpan.FromSeconds(49), Take(50).Wait);
        Assert.True(Take(1).IsTaken);
    }

    [Fact]
    public void What_is_given_back_was_never_taken_and_makes_no_more_than_the_quota()
    {
        Take(60);
        Take(-60);
        Assert.True(bucket.IsFull(now));

        Take(-60);

        Assert.True(Take(60).IsTaken);
        Assert.False(Take().IsTaken);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whoever_waits_as_told_is_let_in_and_not_a_moment_before(int seed)
    {
        var dice = new Random(seed);
        for (var round = 0; round < 1000; round++)
        {
            now += dice.Next(3_000_000);
            var cost = dice.Next(1, 50);
            if (Take(cost) is not { IsTaken: false } refused)
            {
                continue;
            }

            now += refused.Wait.Ticks - 1;
            Assert.False(Take(cost).IsTaken);
            now++;
            Assert.True(Take(cost).IsTaken);
        }
    }

    [Fact]
    public void Many_who_take_at_once_get_the_quota_between_them()
    {
        var granted = 0;

        Parallel.For(0, 1000, _ => Interlocked.Add(ref granted, Take().IsTaken ? 1 : 0));

        Assert.Equal(60, granted);
    }

    private TakenQuota Take(int cost = 1) => bucket.Take(Policy, cost, now);
}
