using System.Text.Json;
using System.Text.Json.Serialization;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Devices;

/// <summary>
/// How many devices are registered, for staff, and how that has changed lately: as <see cref="DeviceCounting"/> counted them last, and
/// counted at once where it never has.
/// </summary>
public static class DeviceCounts
{
    /// <summary>So many app versions are told one by one.</summary>
    public const int MaxApps = 12;

    /// <summary>So many days, of which today is the last.</summary>
    public const int Days = 30;

    public sealed record Answer(DateTimeOffset CountedAt, Counts Counts);

    /// <param name="Platforms">The largest first.</param>
    /// <param name="Apps">The <see cref="MaxApps"/> largest.</param>
    /// <param name="OtherApps">Devices with all other apps.</param>
    /// <param name="ByDay">The oldest first; days begin by UTC.</param>
    /// <param name="Refused">Devices whose handle the hub refuses.</param>
    public sealed record Counts(
        long Registered,
        IReadOnlyList<OfPlatform> Platforms,
        IReadOnlyList<OfApp> Apps,
        long OtherApps,
        IReadOnlyList<OfDay> ByDay,
        long Refused = 0);

    public sealed record OfPlatform(string Platform, long Devices);

    public sealed record OfApp(string Platform, string AppVersion, long Devices);

    /// <param name="Registered">Whose latest registration began on the day, also of those that have ended since.</param>
    /// <param name="Ended">Of those that have not come back since.</param>
    public sealed record OfDay(DateTimeOffset Day, long Registered, long Ended);

    public sealed class Handler(DbSession db, Staff staff, TimeProvider clock)
    {
        /// <exception cref="ProblemException">403: the caller may not look at it.</exception>
        public async Task<Answer> GetAsync(CancellationToken stop)
        {
            staff.MustBeStaff();
            return await db.FindAsync<Row>(Sql.Last, null, stop) is { } last
                ? new(last.CountedAt.ToTime(), JsonSerializer.Deserialize(last.Counts, DeviceCountsJson.Default.Counts)!)
                : new(clock.GetUtcNow(), await DeviceCounting.CountAsync(db.QueryAsync<DeviceCounting.Group>, clock, stop));
        }
    }

    private sealed record Row(long CountedAt, string Counts);

    private static class Sql
    {
        public const string Last = "SELECT counted_at AS CountedAt, counts AS Counts FROM device_counts WHERE counted_at IS NOT NULL";
    }
}

[JsonSerializable(typeof(DeviceCounts.Counts))]
internal sealed partial class DeviceCountsJson : JsonSerializerContext;
