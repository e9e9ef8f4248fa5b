using Mobile.Features.Data;

namespace Mobile.Features.Versions.Policy;

/// <summary>Moves the revision of the policy above all that a restore may have undone: a form that shows one of those changes nothing.</summary>
public sealed class PolicyRestore(DbSession db, StoreEpoch epoch)
{
    public Task AdvanceAsync(CancellationToken cancellationToken) => db.WriteAsync(
        async () =>
        {
            var row = new { owner = PolicyRows.Feed, epoch.VersionFloor };
            await db.UpdateOrInsertAsync(Sql.Advance, Sql.Insert, row);
            return true;
        },
        cancellationToken);

    private static class Sql
    {
        public const string Advance = "UPDATE feeds SET seq = CASE WHEN seq < @VersionFloor THEN @VersionFloor ELSE seq END WHERE owner = @owner";
        public const string Insert = "INSERT INTO feeds (owner, seq, floor) VALUES (@owner, @VersionFloor, 0)";
    }
}
