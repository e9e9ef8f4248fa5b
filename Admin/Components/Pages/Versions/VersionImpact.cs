using Mobile.Features.Versions.Adoption;

namespace Mobile.Admin.Components.Pages.Versions;

/// <summary>Whom a change of an API version would concern: those who have used it in the last 28 days.</summary>
/// <param name="Users">At most so many: a person with two apps counts for each of them.</param>
/// <param name="Share">Of all active devices, from 0 to 1.</param>
public sealed record VersionImpact(long Devices, long Users, long ActiveDevices, double Share, DateTimeOffset CountedAt)
{
    public static VersionImpact Of(AdoptionReport.Active active, string version)
    {
        var apps = active.Versions.Where(row => row.ApiVersion == version).ToList();
        var devices = apps.Sum(row => row.Devices);
        return new(devices, Math.Min(apps.Sum(row => row.Users), active.Users), active.Devices, active.Devices == 0 ? 0 : (double)devices / active.Devices, active.CountedAt);
    }
}
