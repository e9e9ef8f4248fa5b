namespace Mobile.Features.Versions.Traffic;

/// <summary>All traffic since <c>@from</c>, as a table to select from: each request stands in the coarsest resolution that covers it, and in no other.</summary>
internal static class TrafficHistory
{
    /// <summary>Up to here the minutes stand in the hours.</summary>
    public const string HourUpTo = "(SELECT up_to_at FROM traffic_rollups WHERE resolution = 'hour')";

    /// <summary>Up to here the hours stand in the days.</summary>
    public const string DayUpTo = "(SELECT up_to_at FROM traffic_rollups WHERE resolution = 'day')";

    /// <summary>The same of the traffic by app alone.</summary>
    public const string AppHourUpTo = "(SELECT up_to_at FROM traffic_rollups WHERE resolution = 'app-hour')";

    public const string AppDayUpTo = "(SELECT up_to_at FROM traffic_rollups WHERE resolution = 'app-day')";

    public const string CallerDayUpTo = "(SELECT up_to_at FROM traffic_rollups WHERE resolution = 'caller')";

    public const string SignalHourUpTo = "(SELECT up_to_at FROM traffic_rollups WHERE resolution = 'signal')";

    /// <summary>Of a row's requests, those that were answered 4xx.</summary>
    public const string Refused = "CASE WHEN status_class = '4xx' THEN requests ELSE 0 END";

    /// <summary>Of a row's requests, those that were answered 5xx.</summary>
    public const string Failed = "CASE WHEN status_class = '5xx' THEN requests ELSE 0 END";

    private const string Columns = "starts_at, api_version, platform, app_version, endpoint, status_class, requests";
    private const string Minutes = $"SELECT {Columns} FROM traffic_minutes WHERE starts_at >= @from AND starts_at >= {HourUpTo}";

    public const string Hourly = $"(SELECT {Columns} FROM traffic_hours WHERE starts_at >= @from UNION ALL {Minutes}) AS traffic";

    public const string Daily = $"""
        (SELECT {Columns} FROM traffic_days WHERE starts_at >= @from
        UNION ALL SELECT {Columns} FROM traffic_hours WHERE starts_at >= @from AND starts_at >= {DayUpTo}
        UNION ALL {Minutes}) AS traffic
        """;

    private const string AppColumns = "starts_at, api_version, platform, app_version, requests, refused, failed";
    private const string AppMinutes = $"""
        SELECT starts_at, api_version, platform, app_version, requests, {Refused} AS refused, {Failed} AS failed
        FROM traffic_minutes WHERE starts_at >= @from AND starts_at >= {AppHourUpTo}
        """;

    /// <summary>By app alone, with what was refused and what failed: far fewer rows.</summary>
    public const string AppsHourly = $"(SELECT {AppColumns} FROM traffic_hour_apps WHERE starts_at >= @from UNION ALL {AppMinutes}) AS traffic";

    public const string AppsDaily = $"""
        (SELECT {AppColumns} FROM traffic_day_apps WHERE starts_at >= @from
        UNION ALL SELECT {AppColumns} FROM traffic_hour_apps WHERE starts_at >= @from AND starts_at >= {AppDayUpTo}
        UNION ALL {AppMinutes}) AS traffic
        """;

    /// <summary>By endpoint and app, of the last three months.</summary>
    public const string CallersDaily = $"""
        (SELECT starts_at, api_version, endpoint, platform, app_version, requests FROM traffic_day_callers WHERE starts_at >= @from
        UNION ALL SELECT starts_at, api_version, endpoint, platform, app_version, requests
        FROM traffic_minutes WHERE starts_at >= @from AND starts_at >= {CallerDayUpTo}) AS traffic
        """;

    public const string SignalsHourly = $"""
        (SELECT starts_at, signal, requests FROM signal_hours WHERE starts_at >= @from
        UNION ALL SELECT starts_at, signal, requests FROM signal_minutes WHERE starts_at >= @from AND starts_at >= {SignalHourUpTo}) AS signals
        """;

    /// <summary>The start of the hour or day in which <paramref name="from"/> lies.</summary>
    public static long Start(DateTimeOffset from, bool daily) =>
        daily ? TrafficTime.DayOf(from.ToUnixTimeMilliseconds()) : TrafficTime.HourOf(from.ToUnixTimeMilliseconds());
}
