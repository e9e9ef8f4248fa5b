using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Apps;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Versions.Adoption;
using Mobile.Features.Versions.Policy;

namespace Mobile.Features.Versions.RemoteConfig;

/// <summary>
/// Sets the minimum and the recommended version of the app on a platform. A minimum that would refuse many, as 32.0 for 3.2.0 does, needs a
/// reason.
/// </summary>
public static class SetAppRelease
{
    private const int MinReason = 10;

    /// <param name="Platform"><c>ios</c> or <c>android</c>.</param>
    /// <param name="MinimumVersion">Null to refuse no version.</param>
    /// <param name="StoreUrl">Where users get the app; needed for a minimum.</param>
    /// <param name="OverrideReason">Why the minimum is set although it refuses many; at least ten characters.</param>
    public sealed record Change(
        string Platform,
        string? MinimumVersion = null,
        string? RecommendedVersion = null,
        string? StoreUrl = null,
        string? OverrideReason = null,
        long? SeenRevision = null);

    public sealed class Handler(PolicyChanges changes, PreviewMinimum.Handler preview, Staff staff, DbSession db, TimeProvider clock)
    {
        public async Task<Outcome<PolicySnapshot>> SetAsync(Change change, CancellationToken stop)
        {
            staff.MustBe(Staff.Release);

            // Counting takes a while where there are many devices: not while all other writes wait.
            var impact = AppVersion.TryParse(change.MinimumVersion, out var minimum)
                ? await preview.CountAsync(AppPlatforms.Parse(change.Platform), minimum, stop)
                : null;
            return await changes.ApplyAsync(change.SeenRevision, decided => ApplyAsync(change, decided, impact), stop);
        }

        private async Task<Outcome<PolicyChange>> ApplyAsync(Change change, PolicySnapshot decided, PreviewMinimum.Impact? impact)
        {
            var (minimum, recommended) = (AppVersion.ParseOrNull(change.MinimumVersion), AppVersion.ParseOrNull(change.RecommendedVersion));
            if (Refuse(change, minimum, recommended) is { } refused)
            {
                return refused;
            }

            var platform = AppPlatforms.Parse(change.Platform);
            var before = decided.Of(platform);
            var detail = $"Minimum {Text(before?.Minimum)} to {Text(minimum)}, recommended {Text(before?.Recommended)} to {Text(recommended)}.";
            if (impact is not null && minimum != before?.Minimum)
            {
                var reason = change.OverrideReason?.Trim();
                if (impact.RefusesMany && reason is not { Length: >= MinReason })
                {
                    return VersionProblems.ReasonRequired.With(
                        $"{minimum} would refuse {impact.Devices} of {impact.ActiveDevices} active devices, {impact.Users} users. Check the number; if it is meant, give a reason of at least {MinReason} characters.");
                }

                detail += $" Refuses {impact.Devices} of {impact.ActiveDevices} active devices, {impact.Users} users.{(impact.RefusesMany ? $" All the same, because: {reason}" : "")}";
            }

            await SaveAsync(new(platform, minimum, minimum == before?.Minimum ? before?.MinimumSinceAt : clock.GetUtcNow(), recommended, change.StoreUrl));
            return new PolicyChange("app-release-set", $"app/{platform.Name()}", detail);
        }

        private Task SaveAsync(AppRelease release) => db.UpdateOrInsertAsync(Sql.Update, Sql.Insert, new
        {
            Platform = release.Platform.Name(),
            Minimum = release.Minimum?.ToString(),
            MinimumSinceAt = release.MinimumSinceAt?.ToUnixTimeMilliseconds(),
            Recommended = release.Recommended?.ToString(),
            release.StoreUrl,
        });
    }

    private static Problem? Refuse(Change change, AppVersion? minimum, AppVersion? recommended)
    {
        if (AppPlatforms.Parse(change.Platform) == AppPlatform.Other)
        {
            return VersionProblems.Invalid("platform", "Name ios or android.");
        }

        if (change.MinimumVersion is not null && minimum is null)
        {
            return VersionProblems.Invalid("minimumVersion", AppVersion.Form);
        }

        if (change.RecommendedVersion is not null && recommended is null)
        {
            return VersionProblems.Invalid("recommendedVersion", AppVersion.Form);
        }

        if (recommended < minimum)
        {
            return VersionProblems.Invalid("recommendedVersion", "Recommend the minimum version or a later one.");
        }

        if (change.StoreUrl is { } url && !WebUrl.IsValid(url))
        {
            return VersionProblems.Invalid("storeUrl", WebUrl.Form);
        }

        return minimum is not null && change.StoreUrl is null
            ? VersionProblems.Invalid("storeUrl", "Say where users get a newer app: one that is refused can do nothing but send them there.")
            : null;
    }

    private static string Text(AppVersion? version) => version?.ToString() ?? "none";

    private static class Sql
    {
        public const string Update = """
            UPDATE app_releases
            SET minimum_version = @Minimum, minimum_since_at = @MinimumSinceAt, recommended_version = @Recommended, store_url = @StoreUrl
            WHERE platform = @Platform
            """;

        public const string Insert = """
            INSERT INTO app_releases (platform, minimum_version, minimum_since_at, recommended_version, store_url)
            VALUES (@Platform, @Minimum, @MinimumSinceAt, @Recommended, @StoreUrl)
            """;
    }
}
