using Mobile.Features.Data.Sqlite.Backups;

namespace Mobile.Features.Privacy;

/// <summary>
/// Carries over which accounts were deleted since the backup. Those that the backup has brought back are closed by <see cref="RestoredAccounts"/>;
/// an erasure that the backup itself knows of goes on by itself.
/// </summary>
internal sealed class ErasureCarryOver : ICarryOver
{
    public string Unknown => "Accounts that were deleted since are back: docs/privacy.md says how to erase them again.";

    public IEnumerable<string> CarryOver(ReplacedDatabase replaced)
    {
        if (replaced.Has("erasures"))
        {
            yield return $"Accounts that were deleted since the backup: {replaced.Execute(Sql.Copy)}.";
        }
    }

    private static class Sql
    {
        /// <summary>All that the backup holds of them is to be erased, whatever became of it since.</summary>
        public const string Copy = """
            INSERT INTO main.erasures (user_id, requested_at, due_at)
            SELECT user_id, requested_at, requested_at FROM replaced.erasures WHERE user_id NOT IN (SELECT user_id FROM main.erasures)
            """;
    }
}
