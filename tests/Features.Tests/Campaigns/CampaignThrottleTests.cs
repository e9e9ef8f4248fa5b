using Mobile.Features.Campaigns.Running;

namespace Mobile.Features.Tests.Campaigns;

public sealed class CampaignThrottleTests
{
    [Theory]
    [InlineData(1, 1, 60_000)]
    [InlineData(59, 1, 1_017)]
    [InlineData(60, 1, 1_000)]
    [InlineData(119, 1, 505)]
    [InlineData(6_000, 100, 1_000)]
    [InlineData(100_000, 500, 300)]
    [InlineData(1_000_000, 500, 30)]
    public void A_rate_is_a_slice_and_a_pause(int perMinute, int slice, int pause) =>
        Assert.Equal(new CampaignThrottle(slice, TimeSpan.FromMilliseconds(pause)), CampaignThrottle.Of(perMinute, 500));

    [Fact]
    public void Without_a_rate_there_is_no_pause() => Assert.Equal(new CampaignThrottle(500, TimeSpan.Zero), CampaignThrottle.Of(null, 500));

    [Fact]
    public void No_minute_has_more_than_the_rate_and_little_less()
    {
        for (var rate = 1; rate <= 50_000; rate += 7)
        {
            var (slice, pause) = CampaignThrottle.Of(rate, 500);
            var mostInAMinute = slice * (int)Math.Ceiling(TimeSpan.FromMinutes(1) / pause);

            Assert.True(mostInAMinute <= rate, $"{mostInAMinute} at {rate}");
            Assert.True(mostInAMinute > rate * 0.9 - 1, $"{mostInAMinute} at {rate}");
        }
    }
}
