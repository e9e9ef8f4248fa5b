namespace Mobile.Features.Data.Sqlite.Backups;

/// <summary>Carries over what a feature has decided since a backup was made, from the database that a restore replaces.</summary>
public interface ICarryOver
{
    /// <summary>Says what staff cannot know, and what they can do, where nothing was carried over.</summary>
    string Unknown { get; }

    /// <summary>Runs in a transaction of its own, before anything else is done to the restored database.</summary>
    /// <remarks>All of it is taken back where the replaced database turns out to be damaged.</remarks>
    /// <returns>What was done, and what staff have to do, for the output of the command: a line each.</returns>
    IEnumerable<string> CarryOver(ReplacedDatabase replaced);

    /// <summary>
    /// Takes back what the backup brings and may not stand by itself. Runs where nothing was carried over, in a transaction of its own.
    /// </summary>
    void Forget(ReplacedDatabase replaced)
    {
        // As a rule, what the backup says stands.
    }
}
