using Microsoft.Data.Sqlite;

namespace Mobile.Features.Data.Sqlite.Backups;

/// <summary>A copy of the database as it is at one moment, made while the product runs and writes.</summary>
public static class SqliteBackup
{
    /// <summary>The file has its name when it is whole, checked and on the disk; not before. Its owner alone can read it.</summary>
    /// <param name="percent">Is told how much is copied.</param>
    /// <returns>The size of the file in bytes.</returns>
    /// <exception cref="OperationRefusedException">The file exists, or cannot be made.</exception>
    public static long Write(string database, string file, IProgress<int> percent, CancellationToken stop)
    {
        Refuse(database, file);
        using var unfinished = UnfinishedFile.Open(file + ".unfinished");
        try
        {
            using (var source = SqliteFile.OpenToWrite(database, "PRAGMA query_only = ON; PRAGMA busy_timeout = 5000"))
            {
                SqliteFile.Copy(source, unfinished.Path, percent, stop);
            }

            stop.ThrowIfCancellationRequested();
            if (SqliteFile.Settle(unfinished.Path) is { } broken)
            {
                throw new OperationRefusedException($"The database {database} is damaged, and no backup was made: {broken}. Restore the last good backup.");
            }

            Refuse(database, file);
            var size = new FileInfo(unfinished.Path).Length;
            unfinished.MoveTo(file, replaced: null);
            return size;
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new OperationRefusedException($"No backup was made: {failure.Message} See that there is room beside {file}, and that {database} can be read.");
        }
    }

    private static void Refuse(string database, string file)
    {
        if (!File.Exists(database))
        {
            throw new OperationRefusedException($"There is no database at {database}: check Database:ConnectionString.");
        }

        if (Path.Exists(file))
        {
            throw new OperationRefusedException($"{file} exists, and a backup replaces nothing: choose another name.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(file)))
        {
            throw new OperationRefusedException($"There is no folder {Path.GetDirectoryName(file)}: make it, or choose another one.");
        }
    }
}
