namespace Mobile.Features.Data.Sqlite;

/// <summary>Where a database file is, or will be.</summary>
public static class SqlitePlace
{
    /// <summary>Looks, and changes nothing.</summary>
    /// <returns>Why the product could not write there; null when it can.</returns>
    public static string? FaultOf(string location)
    {
        var folder = FolderOf(location);
        return MayWrite(folder) && (!File.Exists(location) || MayWrite(location))
            ? null
            : $"This user may not write {location}: give it the right to write the file, and to make files in {folder}.";
    }

    /// <summary>What is free on the disk for this user.</summary>
    public static long FreeBytes(string location) => new DriveInfo(FolderOf(location)).AvailableFreeSpace;

    /// <summary>The nearest one that exists: the first start makes those below it.</summary>
    private static string FolderOf(string location)
    {
        var folder = Path.GetDirectoryName(location);
        while (folder is not null && !Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new ConfigurationException($"There is no place for {location}: check Database:ConnectionString.");
    }

    private static bool MayWrite(string path) => OperatingSystem.IsWindows() || Posix.Access(path, Posix.MayWrite) == 0;
}
