using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Versions.Policy;

namespace Mobile.Features.Versions.Lifecycle;

/// <summary>Schedules a short time in which a deprecated version answers 410, so that its last users are noticed before it is retired.</summary>
public static class ScheduleBrownout
{
    public const int MaxPerDay = 4;

    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    public static readonly TimeSpan Notice = TimeSpan.FromHours(24);

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public sealed record Change(string Version, DateTimeOffset StartsAt, DateTimeOffset EndsAt, long? SeenRevision = null);

    public sealed class Handler(VersionChanges changes, DbSession db, TimeProvider clock)
    {
        public Task<Outcome<PolicySnapshot>> ScheduleAsync(Change change, CancellationToken stop) =>
            changes.ApplyAsync(change.Version, change.SeenRevision, (version, _) => ApplyAsync(change, version), stop);

        private async Task<Outcome<PolicyChange>> ApplyAsync(Change change, ApiLifecycle version)
        {
            if (version.Status != ApiStatus.Deprecated)
            {
                return VersionProblems.Invalid("version", $"{change.Version} is {version.Status}; only a deprecated version has brownouts.");
            }

            if (change.StartsAt < clock.GetUtcNow() + Notice)
            {
                return VersionProblems.Invalid("startsAt", $"Let the brownout begin in {Notice.TotalHours} hours or later, so that it can be announced.");
            }

            if (change.EndsAt <= change.StartsAt || change.EndsAt - change.StartsAt > Longest)
            {
                return VersionProblems.Invalid("endsAt", $"Let the brownout end after it has begun, and last at most {Longest.TotalMinutes} minutes.");
            }

            if (version.Brownouts.Any(other => change.StartsAt < other.EndsAt && other.StartsAt < change.EndsAt))
            {
                return VersionProblems.Invalid("startsAt", "Another brownout is scheduled for that time.");
            }

            if (version.Brownouts.Count(other => (other.StartsAt - change.StartsAt).Duration() < Day) >= MaxPerDay)
            {
                return VersionProblems.Invalid("startsAt", $"Schedule at most {MaxPerDay} brownouts within a day: more of them is a retirement.");
            }

            await db.ExecuteAsync(Sql.Insert, new
            {
                Id = Ids.New(clock),
                change.Version,
                StartsAt = change.StartsAt.ToUnixTimeMilliseconds(),
                EndsAt = change.EndsAt.ToUnixTimeMilliseconds(),
            });
            return new PolicyChange("brownout-scheduled", VersionChanges.Subject(change.Version), $"{change.StartsAt:u} to {change.EndsAt:u}.");
        }
    }

    private static class Sql
    {
        public const string Insert = "INSERT INTO api_brownouts (id, version, starts_at, ends_at) VALUES (@Id, @Version, @StartsAt, @EndsAt)";
    }
}
