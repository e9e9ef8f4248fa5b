using System.Globalization;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Versions.Policy;
using Mobile.Features.Versions.Traffic;

namespace Mobile.Features.Versions.Adoption;

/// <summary>
/// Whether an API version may be retired without breaking apps: it is deprecated, its sunset is past, and on each of the last days nearly no
/// active device used it.
/// </summary>
public static class RetirementGate
{
    /// <param name="Days">The latest ones, the oldest first; a day on which nobody counted, or nobody was active, is missing.</param>
    /// <param name="IsUnused">Whether every one of the last days was counted and below the share.</param>
    public sealed record State(
        string Version, RetirementRule Rule, IReadOnlyList<Day> Days, bool IsDeprecated, bool IsPastSunset, bool IsUnused, DateTimeOffset? SunsetAt)
    {
        public bool IsMet => IsDeprecated && IsPastSunset && IsUnused;

        /// <summary>For staff, and for the audit log.</summary>
        public string Summary => string.Join(' ', Sentences());

        private IEnumerable<string> Sentences()
        {
            yield return IsDeprecated ? $"{Version} is deprecated." : $"{Version} is not deprecated yet.";
            yield return SunsetAt is not { } sunset ? "No sunset was announced."
                : IsPastSunset ? $"Its sunset, {sunset:u}, is past." : $"Its sunset is {sunset:u}.";
            yield return Days.Count == 0 ? $"No day of the last {Rule.Days} was counted."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"Of the last {Rule.Days} days {Days.Count} were counted, {Days.Count(day => day.SharePercent < Rule.MaxSharePercent)} of them under {Rule.MaxSharePercent} % of active devices; on the last one it was {Days[^1].Devices} of {Days[^1].ActiveDevices} ({Days[^1].SharePercent:0.##} %).");
        }
    }

    /// <param name="Devices">Active on the version.</param>
    /// <param name="ActiveDevices">On any version.</param>
    public sealed record Day(DateTimeOffset At, long Devices, long ActiveDevices)
    {
        public double SharePercent => 100.0 * Devices / ActiveDevices;
    }

    public sealed class Handler(DbSession db, Staff staff, RetirementRule rule, TimeProvider clock)
    {
        public async Task<Outcome<State>> GetAsync(string version, CancellationToken stop)
        {
            staff.MustBeStaff();
            var decided = await PolicyRows.ReadAsync(db, clock.UnixMilliseconds(), stop);
            return decided.Find(version) is { } lifecycle
                ? await ReadAsync(lifecycle, stop)
                : VersionProblems.UnknownVersion(version);
        }

        internal async Task<State> ReadAsync(ApiLifecycle version, CancellationToken stop)
        {
            // Today counts as soon as it was counted; until then the days end with yesterday.
            var today = TrafficTime.DayOf(clock.UnixMilliseconds());
            var rows = await db.QueryAsync<Row>(Sql.Days, new { version.Version, ActiveNow.All, from = today - rule.Days * TrafficTime.Day }, stop);
            var last = rows is [.., { DayAt: var latest }] && latest == today ? today : today - TrafficTime.Day;
            var days = rows.Where(row => row.DayAt > last - rule.Days * TrafficTime.Day).Select(row => new Day(row.DayAt.ToTime(), row.Devices, row.ActiveDevices)).ToList();
            return new(
                version.Version,
                rule,
                days,
                version.Status == ApiStatus.Deprecated,
                version.SunsetAt <= clock.GetUtcNow(),
                days.Count == rule.Days && days.TrueForAll(day => day.SharePercent < rule.MaxSharePercent),
                version.SunsetAt);
        }
    }

    // Not by constructor: the columns of an empty answer have no types.
    private sealed record Row
    {
        public long DayAt { get; init; }

        public long Devices { get; init; }

        public long ActiveDevices { get; init; }
    }

    private static class Sql
    {
        public const string Days = """
            SELECT total.day_at AS DayAt, CAST(COALESCE(SUM(used.devices), 0) AS bigint) AS Devices, total.devices AS ActiveDevices
            FROM adoption_days total
            LEFT JOIN adoption_days used ON used.day_at = total.day_at AND used.api_version = @Version
            WHERE total.api_version = @All AND total.devices > 0 AND total.day_at >= @from
            GROUP BY total.day_at, total.devices
            ORDER BY total.day_at
            """;
    }
}
