using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Apps;

namespace Mobile.Features.Versions.Adoption;

/// <summary>Whom a minimum version would refuse, before it is set.</summary>
public static class PreviewMinimum
{
    /// <param name="ActiveDevices">Of the platform, in the last 28 days. One that uses two versions of the API counts once, as the older of its apps.</param>
    /// <param name="Devices">Of these, those below the minimum.</param>
    /// <param name="Users">To whom they belong.</param>
    /// <param name="DevicesWithQueuedWrites">Those that have sent writes from their offline queue today: what they queued before the change still lands.</param>
    /// <param name="DevicesOfUnknownVersion">Those that do not say which version they have: they are not refused.</param>
    /// <param name="CountedAt">When the devices were counted, some minutes ago where there are many.</param>
    public sealed record Impact(
        long ActiveDevices, long Devices, long Users, long DevicesWithQueuedWrites, long DevicesOfUnknownVersion, DateTimeOffset CountedAt)
    {
        /// <summary>So many that it may be a slip of the hand, such as 32.0 for 3.2.0: more than a fifth of those that say which version they have.</summary>
        public bool RefusesMany => Devices * 5 > ActiveDevices - DevicesOfUnknownVersion;
    }

    public sealed class Handler(ActiveCounts active, Staff staff)
    {
        /// <param name="platform"><c>ios</c> or <c>android</c>.</param>
        public async Task<Outcome<Impact>> PreviewAsync(string platform, string minimumVersion, CancellationToken stop)
        {
            staff.MustBeStaff();
            if (AppPlatforms.Parse(platform) is AppPlatform.Other)
            {
                return VersionProblems.Invalid("platform", AppPlatforms.Form);
            }

            return AppVersion.TryParse(minimumVersion, out var minimum)
                ? await CountAsync(AppPlatforms.Parse(platform), minimum, stop)
                : VersionProblems.Invalid("minimumVersion", AppVersion.Form);
        }

        internal async Task<Impact> CountAsync(AppPlatform platform, AppVersion minimum, CancellationToken stop)
        {
            var counted = await active.ByOldestAppAsync(stop);
            var all = counted.Rows.Where(row => row.Platform == platform.Name()).ToList();
            var below = all.Where(row => row.IsBelow(minimum)).ToList();
            return new(
                all.Sum(row => row.Devices),
                below.Sum(row => row.Devices),
                below.Sum(row => row.Users),
                below.Sum(row => row.Queued),
                all.Where(row => row.IsUnknown).Sum(row => row.Devices),
                counted.At);
        }
    }
}
