using Mobile.Features.Orders;

namespace Mobile.Benchmarks;

/// <summary>What the benchmarks work on.</summary>
internal static class Sample
{
    public const string UserId = "0197f0a05c1e7b3a9f000c8f6f7a1d42";
    public const string SessionId = "0197f0a05c1e7b3a9f000c8f6f7a1d43";

    private const long FirstPlacedAt = 1_750_000_000_000;
    private static readonly string Lines = Order.WriteLines([new("TRJ-MOS", "Trail Jacket, Moss", 2, 12_900)]);

    public static Order OrderOf(int number)
    {
        var placedAt = FirstPlacedAt + (number * 3_600_000L);
        return new(
            Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(placedAt)).ToString("N"), UserId, number + 1, 1, OrderStatus.Placed, 25_800, "EUR", Lines, null, placedAt, placedAt);
    }
}
