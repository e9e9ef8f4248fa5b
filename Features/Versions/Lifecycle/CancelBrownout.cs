using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Versions.Policy;

namespace Mobile.Features.Versions.Lifecycle;

/// <summary>Calls a brownout off, or ends one that is on: within seconds the version answers again.</summary>
public static class CancelBrownout
{
    public sealed class Handler(PolicyChanges changes, DbSession db)
    {
        public Task<Outcome<PolicySnapshot>> CancelAsync(string id, long? seenRevision, CancellationToken stop) =>
            changes.ApplyAsync(seenRevision, decided => ApplyAsync(id, decided), stop);

        private async Task<Outcome<PolicyChange>> ApplyAsync(string id, PolicySnapshot decided)
        {
            if (decided.Versions.SelectMany(version => version.Brownouts).FirstOrDefault(brownout => brownout.Id == id) is not { } found)
            {
                return VersionProblems.Invalid("id", "There is no such brownout, or it is over.");
            }

            await db.ExecuteAsync(Sql.Delete, new { id });
            return new PolicyChange("brownout-cancelled", VersionChanges.Subject(found.Version), $"{found.StartsAt:u} to {found.EndsAt:u}.");
        }
    }

    private static class Sql
    {
        public const string Delete = "DELETE FROM api_brownouts WHERE id = @id";
    }
}
