using Mobile.Features.Data;
using Mobile.Features.Pipeline.Apps;

namespace Mobile.Features.Versions.Policy;

/// <summary>The policy as it is stored. What makes no sense there (somebody has written by hand) counts as not said: it must not refuse an app.</summary>
internal static class PolicyRows
{
    /// <summary>The owner of the policy's sequence: each change takes the next number, so that one small query tells a node whether there is news.</summary>
    public const string Feed = "version-policy";

    /// <summary>The end of the year 9999.</summary>
    private const long LastTime = 253_402_300_799_999;

    public static Task<long> RevisionAsync(DbSession db, CancellationToken stop) => db.FindAsync<long>(Sql.Revision, new { owner = Feed }, stop);

    /// <summary>Reads the revision first: rows that are newer than it are only read again.</summary>
    public static async Task<PolicySnapshot> ReadAsync(DbSession db, long now, CancellationToken stop)
    {
        var revision = await RevisionAsync(db, stop);
        var brownouts = (await db.QueryAsync<BrownoutRow>(Sql.Brownouts, new { now }, stop)).Select(row => row.ToBrownout()).OfType<Brownout>()
            .ToLookup(brownout => brownout.Version, StringComparer.Ordinal);
        var versions = await db.QueryAsync<VersionRow>(Sql.Versions, null, stop);
        var releases = await db.QueryAsync<ReleaseRow>(Sql.Releases, null, stop);
        var flags = await db.QueryAsync<FlagRow>(Sql.Flags, null, stop);
        var pins = await db.QueryAsync<PinRow>(Sql.Pins, null, stop);
        return new(
            revision,
            [.. PolicySnapshot.WithDefaults([.. versions.Select(row => row.ToLifecycle())]).Select(version =>
                version with { Brownouts = [.. brownouts[version.Version]] })],
            [.. releases.Select(row => row.ToRelease())],
            [.. flags.Select(row => row.ToFlag())],
            [.. pins.GroupBy(row => row.Host, row => row.Sha256, StringComparer.Ordinal).Select(host => new CertificatePins(host.Key, [.. host]))]);
    }

    private static DateTimeOffset? Time(long? at) => at is >= 0 and <= LastTime ? at.Value.ToTime() : null;

    private sealed record BrownoutRow(string Id, string Version, long StartsAt, long EndsAt)
    {
        public Brownout? ToBrownout() => Time(StartsAt) is { } starts && Time(EndsAt) is { } ends ? new(Id, Version, starts, ends) : null;
    }

    private sealed record VersionRow(string Version, string Status, long? DeprecatedAt, long? SunsetAt, long? RetiredAt, string? InformationUrl)
    {
        public ApiLifecycle ToLifecycle() => new(
            Version, Status, Time(DeprecatedAt), Time(SunsetAt), Time(RetiredAt), InformationUrl is { } url && WebUrl.IsValid(url) ? url : null);
    }

    private sealed record ReleaseRow(string Platform, string? MinimumVersion, long? MinimumSinceAt, string? RecommendedVersion, string? StoreUrl)
    {
        public AppRelease ToRelease() => new(
            AppPlatforms.Parse(Platform),
            AppVersion.ParseOrNull(MinimumVersion),
            Time(MinimumSinceAt),
            AppVersion.ParseOrNull(RecommendedVersion),
            StoreUrl);
    }

    private sealed record FlagRow(string Name, long Enabled, long Percentage, string? MinimumIos, string? MinimumAndroid, string? Description)
    {
        public FeatureFlag ToFlag() => new(
            Name, Enabled != 0, (int)Percentage, AppVersion.ParseOrNull(MinimumIos), AppVersion.ParseOrNull(MinimumAndroid), Description);
    }

    private sealed record PinRow(string Host, string Sha256);

    private static class Sql
    {
        public const string Revision = "SELECT seq FROM feeds WHERE owner = @owner";

        public const string Versions = """
            SELECT version AS Version, status AS Status, deprecated_at AS DeprecatedAt, sunset_at AS SunsetAt, retired_at AS RetiredAt,
                information_url AS InformationUrl
            FROM api_versions
            """;

        public const string Brownouts = """
            SELECT id AS Id, version AS Version, starts_at AS StartsAt, ends_at AS EndsAt FROM api_brownouts WHERE ends_at > @now ORDER BY starts_at
            """;

        public const string Releases = """
            SELECT platform AS Platform, minimum_version AS MinimumVersion, minimum_since_at AS MinimumSinceAt,
                recommended_version AS RecommendedVersion, store_url AS StoreUrl
            FROM app_releases
            """;

        public const string Flags = """
            SELECT name AS Name, enabled AS Enabled, percentage AS Percentage, minimum_ios AS MinimumIos, minimum_android AS MinimumAndroid,
                description AS Description
            FROM feature_flags ORDER BY name
            """;

        public const string Pins = "SELECT host AS Host, sha256 AS Sha256 FROM certificate_pins ORDER BY host, sha256";
    }
}
