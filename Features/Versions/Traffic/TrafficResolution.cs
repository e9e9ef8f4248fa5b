namespace Mobile.Features.Versions.Traffic;

/// <summary>One table of sums: of what, by what, and in which steps.</summary>
internal sealed class TrafficResolution
{
    private static readonly string[] ByEndpoint = ["api_version", "platform", "app_version", "endpoint", "status_class"];
    private static readonly string[] ByApp = ["api_version", "platform", "app_version"];
    private static readonly string[] ByCaller = ["api_version", "endpoint", "platform", "app_version"];
    private static readonly (string Name, string Sum)[] Requests = [("requests", "SUM(requests)")];

    private TrafficResolution(string name, long length, string from, string into, string[] keys, (string Name, string Sum)[] values)
    {
        (Name, Length, Step) = (name, length, length);
        var (by, names) = (string.Join(", ", keys), string.Join(", ", values.Select(value => value.Name)));
        var more = $"""
            (SELECT {by}, {string.Join(", ", values.Select(value => $"{value.Sum} AS {value.Name}"))}
            FROM {from} WHERE starts_at >= @start AND starts_at < @end GROUP BY {by}) AS more
            """;
        var isKnown = string.Join(" AND ", keys.Select(key => $"{into}.{key} = more.{key}").Prepend($"{into}.starts_at = @span"));
        First = $"SELECT MIN(starts_at) FROM {from} WHERE starts_at >= @upTo";
        Grow = $"""
            UPDATE {into} SET {string.Join(", ", values.Select(value => $"{value.Name} = {into}.{value.Name} + more.{value.Name}"))}
            FROM {more}
            WHERE {isKnown}
            """;
        Add = $"""
            INSERT INTO {into} (starts_at, {by}, {names})
            SELECT @span, {by}, {names}
            FROM {more}
            WHERE NOT EXISTS (SELECT 1 FROM {into} WHERE {isKnown})
            """;
    }

    public static TrafficResolution Hour { get; } = new("hour", TrafficTime.Hour, "traffic_minutes", "traffic_hours", ByEndpoint, Requests);

    public static TrafficResolution Day { get; } = new("day", TrafficTime.Day, "traffic_hours", "traffic_days", ByEndpoint, Requests) { Follows = Hour };

    /// <summary>Grows while the hour runs, so that whoever looks at today reads few minutes.</summary>
    public static TrafficResolution AppHour { get; } = new(
        "app-hour",
        TrafficTime.Hour,
        "traffic_minutes",
        "traffic_hour_apps",
        ByApp,
        [.. Requests, ("refused", $"SUM({TrafficHistory.Refused})"), ("failed", $"SUM({TrafficHistory.Failed})")])
    {
        Step = 5 * TrafficTime.Minute,
    };

    public static TrafficResolution AppDay { get; } = new(
        "app-day", TrafficTime.Day, "traffic_hour_apps", "traffic_day_apps", ByApp, [.. Requests, ("refused", "SUM(refused)"), ("failed", "SUM(failed)")])
    {
        Follows = AppHour,
    };

    public static TrafficResolution CallerDay { get; } = new("caller", TrafficTime.Day, "traffic_minutes", "traffic_day_callers", ByCaller, Requests)
    {
        Step = 5 * TrafficTime.Minute,
    };

    public static TrafficResolution SignalHour { get; } = new("signal", TrafficTime.Hour, "signal_minutes", "signal_hours", ["signal"], Requests)
    {
        Step = 5 * TrafficTime.Minute,
    };

    /// <summary>Each after the one that it follows.</summary>
    public static IReadOnlyList<TrafficResolution> All { get; } = [Hour, Day, AppHour, AppDay, CallerDay, SignalHour];

    public string Name { get; }

    /// <summary>Of one span, in milliseconds.</summary>
    public long Length { get; }

    /// <summary>So much of a span is summed at a time.</summary>
    public long Step { get; private init; }

    /// <summary>No more of a span in one write: what grows in steps is in arrears by many of them after an outage.</summary>
    public long LongestWrite => Step < Length ? TrafficTime.Hour : Length;

    /// <summary>What is summed up to there can be summed here; null where it is the clock that says what is over.</summary>
    public TrafficResolution? Follows { get; private init; }

    /// <summary>When the first of what was not summed yet is.</summary>
    public string First { get; }

    /// <summary>Adds what is between <c>@start</c> and <c>@end</c> to the rows that <c>@span</c> has.</summary>
    public string Grow { get; }

    /// <summary>Adds the rows that it lacks.</summary>
    public string Add { get; }
}
