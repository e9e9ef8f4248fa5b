using Mobile.Features.Pipeline.Apps;

namespace Mobile.Testing.Scenarios.Dashboard;

/// <summary>Users of two years with their sessions, devices and orders, and what staff have done.</summary>
internal static class ManyPeople
{
    private const long TwoYears = 730L * 24 * 3_600_000;

    private const string Names = """["Ada","Bela","Chiara","Dilan","Emre","Farah","Goran","Hana","Ines","Jonas","Kaya","Lars","Mira","Nils","Olga","Pia","Rosa","Sven","Tea","Uma"]""";

    /// <summary>Forty versions, one released every 18 days; the newest are the most used, and none ever disappears.</summary>
    public static readonly string Apps = "(VALUES " + string.Join(", ", Enumerable.Range(0, 40).Select(i => Version(i)).Select((version, i) =>
        $"({i}, '{version}', '{AppVersion.ParseOrNull(version)!.Value.SortKey}')")) + ")";

    public static async Task AddAsync(Filling filling, DashboardSize size)
    {
        var more = new Dictionary<string, object>(StringComparer.Ordinal) { ["users"] = size.Users, ["names"] = Names, ["orders"] = size.Orders, ["audit"] = size.Audit };
        await filling.AddAsync("users", size.Users, Users, more);
        await filling.AddAsync("sessions", size.Devices, Sessions, more);
        await filling.AddAsync("devices", size.Devices, Devices, more);
        await filling.AddAsync("active devices", size.Devices, ActiveDevices, more);
        await filling.AddAsync("orders", size.Orders, Orders, more);
        await filling.AddAsync("feeds", size.Users, Feeds, more);
        await filling.AddAsync("audit", size.Audit, Audit, more);
    }

    public static string UserId(string number) => Filling.Id($"@now - {TwoYears} + ({number}) * ({TwoYears} / @users)", number);

    public static string DeviceId(string number) => $"printf('%08x-%08x', {Filling.Dice(1, "4294967296 / 7", number)}, {number})";

    private static string Version(int number) => $"{2 + number / 20}.{number % 20}.0";

    private static string Name(int salt) => $"json_extract(@names, '$[' || {Filling.Dice(salt, "20")} || ']')";

    private static string App(int salt) => $"39 - {Filling.Dice(salt, "1000")} * {Filling.Dice(salt, "1000")} * 40 / 1000000";

    private static readonly string Users = $"""
        INSERT INTO users (id, issuer, subject, name, email, created_at, updated_at)
        SELECT {UserId("i")}, 'crowd', 'user-' || i, {Name(1)} || ' ' || {Name(2)} || 'sen', lower({Name(1)}) || '.' || i || '@example.com',
            @now - {TwoYears} + i * ({TwoYears} / @users), @now
        FROM n
        """;

    private static readonly string Sessions = $"""
        INSERT INTO sessions (id, user_id, device_id, generation, refresh_hash, created_at, rotated_at, expires_at)
        SELECT printf('%012x7%03x%016x', @now - 86400000, 0, i), {UserId("i / 5 * 4 + min(i % 5, 3)")}, {DeviceId("i")}, 1, randomblob(32), @now - 86400000, @now,
            @now + 2592000000 + i
        FROM n
        """;

    private static readonly string Devices = $"""
        INSERT INTO devices (id, user_id, session_id, platform, push_handle, push_handle_hash, app_version, app_version_order, os_version, model, locale,
            time_zone, allows_orders, allows_promotions, registered_at, last_seen_at, unregistered_at, unregistered_reason, revision, hub_generation)
        SELECT {DeviceId("i")}, {UserId("i / 5 * 4 + min(i % 5, 3)")}, printf('%012x7%03x%016x', @now - 86400000, 0, i), iif(i % 3 < 2, 'apns', 'fcmV1'),
            printf('%016x', i), printf('%064x', i), app.v, app.k, iif(i % 3 < 2, '18.' || (i % 6), '1' || (i % 5)), iif(i % 3 < 2, 'iPhone' || (12 + i % 6) || ',1', 'Pixel ' || (i % 10)),
            json_extract('["en-GB","en-US","de-CH","de-DE","fr-FR","ar-EG","ja-JP"]', '$[' || (i % 7) || ']'),
            json_extract('["Europe/Zurich","America/New_York","Asia/Kathmandu","Pacific/Auckland","Asia/Tokyo"]', '$[' || (i % 5) || ']'),
            1, i % 4 > 0, @now - {Filling.Dice(3, $"{TwoYears}")}, @now - {Filling.Dice(4, "60")} * 86400000 - i % 86400000,
            iif(i % 20 = 7, @now - {Filling.Dice(5, "60")} * 86400000, NULL), iif(i % 20 = 7, 'signed-out', NULL), 1, 1
        FROM n JOIN (SELECT column1 AS number, column2 AS v, column3 AS k FROM {Apps}) AS app ON app.number = {App(6)}
        """;

    private static readonly string ActiveDevices = $"""
        INSERT INTO active_devices (user_id, device_id, api_version, platform, app_version, app_version_order, first_seen_at, last_seen_at, queued_at)
        SELECT {UserId("i / 5 * 4 + min(i % 5, 3)")}, {DeviceId("i")}, iif({Filling.Dice(7, "100")} < 15, 'v1', 'v2'), iif(i % 3 < 2, 'ios', 'android'), app.v, app.k,
            @now - {TwoYears / 2}, @now - {Filling.Dice(8, "40")} * 86400000 - i % 86400000, iif({Filling.Dice(9, "50")} = 0, @now, NULL)
        FROM n JOIN (SELECT column1 AS number, column2 AS v, column3 AS k FROM {Apps}) AS app ON app.number = {App(6)}
        """;

    private static readonly string Orders = $"""
        INSERT INTO orders (id, user_id, seq, version, status, total_minor, currency, lines, placed_at, updated_at)
        SELECT {Filling.Id($"@now - {TwoYears} + i * ({TwoYears} / @orders)", "i")},
            {UserId($"iif(i % 5 = 0, i / 5 % min(1000, @users), {Filling.Dice(10, "@users")})")}, i + 1, 1,
            json_extract('["placed","shipped","shipped","shipped","cancelled"]', '$[' || {Filling.Dice(11, "5")} || ']'), 100 * (1 + {Filling.Dice(12, "500")}), 'CHF',
            json_array(json_object('sku', 'BTL-05S', 'name', 'Bottle, 0.5 l', 'quantity', 1 + i % 3, 'unitPriceMinor', 3500)), @now - {TwoYears} + i * ({TwoYears} / @orders), @now
        FROM n
        """;

    private static readonly string Feeds = $"INSERT OR IGNORE INTO feeds (owner, seq, floor) SELECT {UserId("i")}, 2000000, 0 FROM n";

    private static readonly string Audit = $"""
        INSERT INTO audit_log (id, occurred_at, actor, action, subject, detail)
        SELECT {Filling.Id($"@now - {TwoYears} + i * ({TwoYears} / @audit)", "i")}, @now - {TwoYears} + i * ({TwoYears} / @audit), {UserId($"{Filling.Dice(13, "min(40, @users)")}")},
            json_extract('["session-revoked","order-shipped","event-retried","test-push-sent","app-release-set","flag-set","campaign-approved","campaign-scheduled","action-refused","registration-ended"]',
                '$[' || {Filling.Dice(14, "10")} || ']'),
            'order/' || {Filling.Id($"@now - {TwoYears} + i * ({TwoYears} / @audit)", "i")}, iif(i % 3 = 0, 'Because of ticket ' || i || '.', NULL)
        FROM n
        """;
}
