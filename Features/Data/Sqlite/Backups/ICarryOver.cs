namespace Mobile.Features.Data.Sqlite.Backups;

/// <summary>Carries over what a feature has decided since a backup was made, from the database that a restore replaces.</summary>
public interface ICarryOver
{
    /// <summary>What it carries over, as staff call it.</summary>
    string Subject { get; }

    /// <summary>Runs in a transaction of its own, before anything else is done to the restored database.</summary>
    /// <remarks>All of it is taken back where the replaced database turns out to be damaged.</remarks>
    /// <returns>What was done, and what staff have to do, for the output of the command: a line each.</returns>
    IEnumerable<string> CarryOver(ReplacedDatabase replaced);
}
