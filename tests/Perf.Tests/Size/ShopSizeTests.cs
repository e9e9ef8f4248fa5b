using Mobile.Perf.Size;

namespace Mobile.Perf.Tests.Size;

public sealed class ShopSizeTests
{
    [Theory]
    [InlineData(1_000_000, 5_003, 10_000)]
    [InlineData(10_000_000, 50_021, 10_000)]
    [InlineData(6_000, 31, 3_000)]
    public void A_shop_has_a_user_for_each_two_hundred_orders(int orders, int users, int longHistory)
    {
        var size = new ShopSize(orders);

        Assert.Equal(users, size.Users);
        Assert.Equal(longHistory, size.LongHistory);
        Assert.InRange(size.Rounds, (orders - longHistory) / users, ((orders - longHistory) / users) + 1);
    }
}
