using System.Globalization;
using Mobile.Features.Pipeline.Apps;

namespace Mobile.Testing.Scenarios.Campaigns;

/// <summary>Many registered devices, written past the API to save the time of registering each. A device's handle tells its number.</summary>
public static class DeviceCrowd
{
    private const int Part = 2_000;

    private static readonly string[] Versions = ["2.8.1", "3.0.0", "3.1.4", "3.2.0", "3.2.1"];
    private static readonly string[] Locales = ["en-GB", "en-US", "de-CH", "de-DE", "fr-FR", "ar-EG", "ja-JP"];
    private static readonly string[] Zones = ["Europe/Zurich", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland", "Asia/Tokyo"];

    public static string Handle(int number) => string.Create(CultureInfo.InvariantCulture, $"{number:x8}{number * 2_654_435_761L:x16}");

    /// <summary>Five devices for every four users, two of three on APNs, all of them for promotions and without quiet hours.</summary>
    public static async Task WriteAsync(TestStore store, int count, int seed, IProgress<ScenarioStep>? progress = null)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var database = store.Open();
        using var closing = database as IDisposable;
        for (var start = 0; start < count; start += Part)
        {
            var numbers = Enumerable.Range(start, Math.Min(Part, count - start)).ToList();
            await database.WriteAsync(
                async unit =>
                {
                    foreach (var number in numbers)
                    {
                        await unit.ExecuteAsync(Insert, Row(number, seed, now), CancellationToken.None);
                    }

                    return numbers.Count;
                },
                CancellationToken.None);
            progress?.Report(new("devices", start + numbers.Count, count));
        }
    }

    private static object Row(int number, int seed, long now)
    {
        var random = Dice.For(seed, number);
        var version = random.GetItems(Versions, 1)[0];
        return new
        {
            id = string.Create(CultureInfo.InvariantCulture, $"{random.NextInt64():x16}-{number:x8}"),
            user = Hex(number / 5 * 4 + Math.Min(number % 5, 3)),
            platform = random.Next(3) < 2 ? "apns" : "fcmV1",
            handle = Handle(number),
            hash = Hex(number) + Hex(number),
            version,
            order = AppVersion.ParseOrNull(version)!.Value.SortKey,
            locale = random.GetItems(Locales, 1)[0],
            zone = random.GetItems(Zones, 1)[0],
            seen = now - random.NextInt64(60L * 24 * 3600 * 1000),
            now,
        };
    }

    private static string Hex(int number) => number.ToString("x32", CultureInfo.InvariantCulture);

    private const string Insert = """
        INSERT INTO devices (id, user_id, session_id, platform, push_handle, push_handle_hash, app_version, app_version_order, os_version, model, locale,
            time_zone, allows_orders, allows_promotions, registered_at, last_seen_at, revision, hub_generation)
        VALUES (@id, @user, @user, @platform, @handle, @hash, @version, @order, '18.1', 'A phone', @locale, @zone, 1, 1, @now, @seen, 1, 1)
        """;
}
