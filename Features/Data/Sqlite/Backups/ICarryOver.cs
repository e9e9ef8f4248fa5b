namespace Mobile.Features.Data.Sqlite.Backups;

/// <summary>Carries over what a feature has decided since a backup was made, from the database that a restore replaces.</summary>
public interface ICarryOver
{
    /// <summary>Runs in one transaction with the others, before anything else is done to the restored database.</summary>
    /// <returns>What was done, and what staff have to do, for the output of the command: a line each.</returns>
    IEnumerable<string> CarryOver(ReplacedDatabase replaced);
}
