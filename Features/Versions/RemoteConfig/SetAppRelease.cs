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

            var platform = AppPlatforms.Parse(change.Platform);
            var (minimum, recommended) = (AppVersion.ParseOrNull(change.MinimumVersion), AppVersion.ParseOrNull(change.RecommendedVersion));
            if (Refuse(change, platform, minimum, recommended) is { } refused)
            {
                return refused;
            }

            // Where nobody has counted the devices yet, that takes a while: not while all other writes wait.
            var impact = minimum is { } wanted ? await preview.CountAsync(platform, wanted, stop) : null;
            return await changes.ApplyAsync(
                change.SeenRevision, decided => ApplyAsync(change, new(platform, minimum, null, recommended, change.StoreUrl), decided.Of(platform), impact), stop);
        }

        private async Task<Outcome<PolicyChange>> ApplyAsync(Change change, AppRelease release, AppRelease? before, PreviewMinimum.Impact? impact)
        {
            var isOther = release.Minimum != before?.Minimum;
            var detail = $"Minimum {Text(before?.Minimum)} to {Text(release.Minimum)}, recommended {Text(before?.Recommended)} to {Text(release.Recommended)}.";
            if (impact is not null && isOther)
            {
                var reason = OverrideReason.Read(change.OverrideReason);
                if (impact.RefusesMany && reason is null)
                {
                    return VersionProblems.ReasonRequired.With(
                        $"{release.Minimum} would refuse {impact.Devices} of {impact.ActiveDevices} active devices, {impact.Users} users. Check the number; if it is meant, give a reason of at least {OverrideReason.MinLength} characters.");
                }

                detail += $" Refuses {impact.Devices} of {impact.ActiveDevices} active devices, {impact.Users} users.{(impact.RefusesMany ? $" All the same, because: {reason}" : "")}";
            }

            await SaveAsync(release with { MinimumSinceAt = isOther ? clock.GetUtcNow() : before?.MinimumSinceAt });
            return new PolicyChange("app-release-set", $"app/{release.Platform.Name()}", detail);
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

    private static Problem? Refuse(Change change, AppPlatform platform, AppVersion? minimum, AppVersion? recommended)
    {
        if (platform == AppPlatform.Other)
        {
            return VersionProblems.Invalid("platform", AppPlatforms.Form);
        }

        if ((VersionProblems.InvalidAppVersion("minimumVersion", change.MinimumVersion)
            ?? VersionProblems.InvalidAppVersion("recommendedVersion", change.RecommendedVersion)) is { } invalid)
        {
            return invalid;
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
