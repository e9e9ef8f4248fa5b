namespace Mobile.Features.Versions.Adoption;

/// <summary>
/// Who is active: a device that was seen in the last 28 days, on each API version that its present app has used. One whose app was updated
/// leaves v1 unless the new app calls it too; one that calls v1 but once a month stays.
/// </summary>
internal static class ActiveNow
{
    /// <summary>Stands for all versions, platforms and apps.</summary>
    public const string All = "all";

    public static readonly TimeSpan Window = TimeSpan.FromDays(28);

    /// <summary>
    /// The devices, as <c>d</c>, since <c>@since</c>; to be followed by GROUP BY, or by AND. Most devices are active, so that the table
    /// is read in its own order and not by the index of the time (+ 0): 1.6 s instead of 7.7 for a million.
    /// </summary>
    public const string From = """
        FROM active_devices d
        WHERE d.last_seen_at + 0 >= @since AND NOT EXISTS (
            SELECT 1 FROM active_devices later
            WHERE later.user_id = d.user_id AND later.device_id = d.device_id AND later.last_seen_at > d.last_seen_at
                AND later.app_version <> d.app_version AND later.app_version_order IS NOT NULL)
        """;

    /// <summary>One row of all: a device that uses two versions is one device.</summary>
    public const string InAll = $"""
        SELECT '{All}' AS ApiVersion, '{All}' AS Platform, '{All}' AS AppVersion, COUNT(*) AS Devices, COUNT(DISTINCT user_id) AS Users
        FROM (SELECT DISTINCT d.user_id, d.device_id {From}) AS active
        """;

    /// <summary>A row for each version of the API and of the app.</summary>
    public const string ByVersion = $"""
        SELECT d.api_version AS ApiVersion, d.platform AS Platform, d.app_version AS AppVersion, COUNT(*) AS Devices, COUNT(DISTINCT d.user_id) AS Users
        {From}
        GROUP BY d.api_version, d.platform, d.app_version
        """;
}

/// <summary>A row of <see cref="ActiveNow"/>.</summary>
internal sealed record ActiveDevicesOf
{
    public string ApiVersion { get; init; } = "";

    public string Platform { get; init; } = "";

    public string AppVersion { get; init; } = "";

    public long Devices { get; init; }

    public long Users { get; init; }
}
