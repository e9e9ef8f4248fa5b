using Microsoft.Extensions.Configuration;
using Mobile.Features.Campaigns;
using Mobile.Features.Data;

namespace Mobile.Features.Tests.Campaigns;

public sealed class CampaignOptionsTests
{
    [Fact]
    public void Left_out_the_threshold_is_10000_and_a_batch_500() => Assert.Equal(new(10_000, 500), Read([]));

    [Fact]
    public void Both_can_be_set() =>
        Assert.Equal(new(0, 1_000), Read([new("Campaigns:ApprovalThreshold", "0"), new("Campaigns:BatchSize", "1000")]));

    [Theory]
    [InlineData("Campaigns:ApprovalThreshold", "-1")]
    [InlineData("Campaigns:ApprovalThreshold", "many")]
    [InlineData("Campaigns:BatchSize", "0")]
    [InlineData("Campaigns:BatchSize", "1001")]
    [InlineData("Campaigns:BatchSize", "")]
    public void A_wrong_value_is_named(string key, string value)
    {
        var refused = Assert.Throws<ConfigurationException>(() => Read([new(key, value)]));

        Assert.StartsWith($"{key} is '{value}'; set it to ", refused.Message, StringComparison.Ordinal);
    }

    private static CampaignOptions Read(IEnumerable<KeyValuePair<string, string?>> settings) =>
        CampaignOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
}
