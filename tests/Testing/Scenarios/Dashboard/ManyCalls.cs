using Mobile.Features.Versions.Traffic;

namespace Mobile.Testing.Scenarios.Dashboard;

/// <summary>The traffic of two years as it is kept: its days, two months of its hours, and the minutes that nobody has summed yet.</summary>
internal static class ManyCalls
{
    private const int Days = 730;
    private const int Hours = 62 * 24;
    private const int CallerDays = 93;
    private const int Flushes = 260;

    /// <summary>As many rows as there could be of each kind: of two versions, two platforms and 40 apps, on 20 endpoints with 2.1 outcomes.</summary>
    private const long AllDays = 2 * 2 * 20 * 21 / 10 * 15_000L;
    private const long AllHours = 2 * 2 * 40 * 20 * 21 / 10 * (long)Hours;

    private static readonly string[] Endpoints =
    [
        "GET /orders", "GET /orders/{id}", "POST /orders", "PATCH /orders/{id}", "POST /orders/{id}/cancel", "DELETE /orders/{id}", "GET /products",
        "GET /products/{id}", "GET /home", "GET /profile", "PATCH /profile", "GET /sessions", "DELETE /sessions/{id}", "POST /devices", "GET /devices",
        "PATCH /devices/{installationId}/preferences", "DELETE /devices/{installationId}", "GET /sync", "POST /batch", "unmatched",
    ];

    private static readonly string[] Signals =
    [
        "replayed", "request-in-flight", "idempotency-key-reused", "sync-reset-required", "client-upgrade-required", "token-expired", "order-not-found",
        "validation-failed", "precondition-failed", "delta-fresh", "delta-current", "delta-behind-10", "delta-behind-100", "delta-behind-more",
    ];

    public static async Task AddAsync(Filling filling, DashboardSize size)
    {
        var summed = TrafficTime.HourOf(filling.Now - (long)TrafficRollup.Slack.TotalMilliseconds);
        var more = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["days"] = TrafficTime.DayOf(summed) - Days * TrafficTime.Day,
            ["hours"] = summed - Hours * TrafficTime.Hour,
            ["minutes"] = summed,
            ["today"] = TrafficTime.DayOf(summed),
            ["density"] = (long)(10_000 * Math.Min(1, size.Traffic / (double)(AllDays + AllHours))),
            ["flush"] = 900L * Math.Min(10_000_000, size.Traffic) / 10_000_000,
        };
        await filling.AddAsync("signals", Hours, SignalHours, more);
        await filling.AddAsync("adoption", Days, AdoptionDays, more);
        await filling.AddAsync(
            "traffic of days", Days, Rows("traffic_days (starts_at,", $"@days + i * {TrafficTime.Day}", "@density", "i / 18"), more, part: 10);
        await filling.AddAsync("traffic of hours", Hours, Rows("traffic_hours (starts_at,", $"@hours + i * {TrafficTime.Hour}", "@density", "40"), more, part: 10);
        await filling.AddAsync(
            "traffic of minutes",
                        Flushes,
            Rows(
                "traffic_minutes (flush_id, line, starts_at,",
                $"printf('%032x', i), row_number() OVER (PARTITION BY i), @minutes + i / 4 * {TrafficTime.Minute}",
                "@flush",
                "40",
                $"AND @minutes + i / 4 * {TrafficTime.Minute} < @now"),
            more);
        await filling.AddAsync("traffic of days by app", Days, Apps("traffic_days", "traffic_day_apps", $"@days + n.i * {TrafficTime.Day}"), more, part: 50);
        await filling.AddAsync("traffic of hours by app", Hours, Apps("traffic_hours", "traffic_hour_apps", $"@hours + n.i * {TrafficTime.Hour}"), more, part: 50);
        await filling.AddAsync("callers", CallerDays, Callers, more, part: 10);
        await filling.RunAsync(
            "UPDATE traffic_rollups SET up_to_at = iif(resolution LIKE '%day', @day, @hour)", new { day = TrafficTime.DayOf(summed), hour = summed });
    }

    /// <summary>Requests are many for the newest apps and few for the long tail.</summary>
    private static string Rows(string into, string span, string density, string newest, string condition = "") => $"""
        INSERT INTO {into} api_version, platform, app_version, endpoint, status_class, requests)
        SELECT {span}, api.column1, platform.column1, app.v, endpoint.column2, outcome.column1,
            1 + (((i * 40 + app.number) * 20 + endpoint.column1) * 7919 + @seed) % 997 * outcome.column2 / (1 + max(0, min({newest}, 39) - app.number))
        FROM n
        CROSS JOIN (VALUES ('v1', 0), ('v2', 1)) AS api
        CROSS JOIN (VALUES ('android', 0), ('ios', 1)) AS platform
        JOIN (SELECT column1 AS number, column2 AS v FROM {ManyPeople.Apps}) AS app ON app.number <= {newest}
        CROSS JOIN (VALUES {string.Join(", ", Endpoints.Select((endpoint, number) => $"({number}, '{endpoint}')"))}) AS endpoint
        CROSS JOIN (VALUES ('2xx', 100, 100), ('4xx', 3, 60), ('5xx', 1, 25), ('aborted', 1, 25)) AS outcome
        WHERE {Chance("outcome.column2", "10000")} < outcome.column3 * 100 AND {Chance("5", "10000")} < {density} {condition}
        """;

    private static string Chance(string salt, string below) =>
        Filling.Dice(1, below, $"(((i * 2 + api.column2) * 2 + platform.column2) * 40 + app.number) * 20 + endpoint.column1 + {salt} * 15485863");

    private static string Apps(string from, string into, string span) => $"""
        INSERT INTO {into} (starts_at, api_version, platform, app_version, requests, refused, failed)
        SELECT starts_at, api_version, platform, app_version, SUM(requests), SUM({TrafficHistory.Refused}), SUM({TrafficHistory.Failed})
        FROM n JOIN {from} ON starts_at = {span}
        GROUP BY starts_at, api_version, platform, app_version
        """;

    /// <summary>Of the last days, and of today what the hours have.</summary>
    private static readonly string Callers = string.Join(" UNION ALL ", new[] { "traffic_days", "traffic_hours" }.Select((from, i) => $"""
        {(i == 0 ? "INSERT INTO traffic_day_callers (starts_at, api_version, endpoint, platform, app_version, requests)" : "")}
        SELECT * FROM (
            SELECT @today - n.i * {TrafficTime.Day}, api_version, endpoint, platform, app_version, SUM(requests)
            FROM n JOIN {from} ON starts_at >= @today - n.i * {TrafficTime.Day} AND starts_at < @today - (n.i - 1) * {TrafficTime.Day} AND (n.i = 0) = {i}
            GROUP BY n.i, api_version, endpoint, platform, app_version)
        """));

    private static readonly string SignalHours = $"""
        INSERT INTO signal_hours (starts_at, signal, requests)
        SELECT @hours + i * {TrafficTime.Hour}, signal.column1, 1 + {Filling.Dice(1, "500", "i * 100 + length(signal.column1)")}
        FROM n CROSS JOIN (VALUES {string.Join(", ", Signals.Select(signal => $"('{signal}')"))}) AS signal
        """;

    private static readonly string AdoptionDays = $"""
        INSERT INTO adoption_days (day_at, api_version, platform, app_version, devices, users)
        SELECT @days + i * {TrafficTime.Day}, 'all', 'all', 'all', 700000, 600000 FROM n
        UNION ALL
        SELECT @days + i * {TrafficTime.Day}, api.column1, platform.column1, app.column2, 4000, 3800
        FROM n CROSS JOIN (VALUES ('v1'), ('v2')) AS api CROSS JOIN (VALUES ('android'), ('ios')) AS platform CROSS JOIN {ManyPeople.Apps} AS app
        """;
}
