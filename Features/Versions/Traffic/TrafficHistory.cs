namespace Mobile.Features.Versions.Traffic;

/// <summary>All traffic since <c>@from</c>, as a table to select from: each request stands in the coarsest resolution that covers it, and in no other.</summary>
internal static class TrafficHistory
{
    /// <summary>Up to here the minutes stand in the hours.</summary>
    public const string HourUpTo = "(SELECT up_to_at FROM traffic_rollups WHERE resolution = 'hour')";

    /// <summary>Up to here the hours stand in the days.</summary>
    public const string DayUpTo = "(SELECT up_to_at FROM traffic_rollups WHERE resolution = 'day')";

    private const string Columns = "starts_at, api_version, platform, app_version, endpoint, status_class, requests";
    private const string Minutes = $"SELECT {Columns} FROM traffic_minutes WHERE starts_at >= @from AND starts_at >= {HourUpTo}";

    public const string Hourly = $"(SELECT {Columns} FROM traffic_hours WHERE starts_at >= @from UNION ALL {Minutes}) AS traffic";

    public const string Daily = $"""
        (SELECT {Columns} FROM traffic_days WHERE starts_at >= @from
        UNION ALL SELECT {Columns} FROM traffic_hours WHERE starts_at >= @from AND starts_at >= {DayUpTo}
        UNION ALL {Minutes}) AS traffic
        """;

    /// <summary>The start of the hour or day in which <paramref name="from"/> lies.</summary>
    public static long Start(DateTimeOffset from, bool daily) =>
        daily ? TrafficTime.DayOf(from.ToUnixTimeMilliseconds()) : TrafficTime.HourOf(from.ToUnixTimeMilliseconds());
}
