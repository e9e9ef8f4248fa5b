using System.Runtime.Versioning;

namespace Mobile.Features.Data.Sqlite;

/// <summary>Where a database file is, or will be.</summary>
public static class SqlitePlace
{
    /// <summary>The file holds signing keys.</summary>
    internal const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private static readonly Lock Creating = new();

    /// <summary>
    /// Makes an empty file where there is none, and takes one that is there from others, before SQLite opens it: the files that SQLite puts
    /// beside it take its mode.
    /// </summary>
    internal static void Create(string location)
    {
        // To close a file drops all locks that this process has on it, those of SQLite too: nobody opens it before it is closed here.
        lock (Creating)
        {
            if (File.Exists(location))
            {
                if (!OperatingSystem.IsWindows() && !HasContent(location))
                {
                    File.SetUnixFileMode(location, OwnerAlone);
                }

                return;
            }

            CreateFolder(Path.GetDirectoryName(location)!);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerAlone;
            }

            try
            {
                new FileStream(location, options).Dispose();
            }
            catch (IOException) when (File.Exists(location))
            {
                // Another process was first.
            }
        }
    }

    /// <summary>An empty file is what somebody made in the place of a database, or what this product is about to fill.</summary>
    internal static bool HasContent(string file) => new FileInfo(file) is { Exists: true, Length: > 0 };

    /// <summary>Makes a folder that is its owner's alone.</summary>
    internal static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerAlone | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Looks, and changes nothing.</summary>
    /// <returns>What to do so that nobody else on the machine reads the database; null where nobody can.</returns>
    public static string? ExposureOf(string location) =>
        !OperatingSystem.IsWindows() && FilesOf(location).Any(IsExposed)
            ? $"Others on this machine may read {location}, which holds the signing keys: chmod 600 {location}*"
            : null;

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

    private static IEnumerable<string> FilesOf(string location) =>
        Backups.UnfinishedFile.CompanionsOf(location).Prepend(location).Where(File.Exists);

    private static bool MayWrite(string path) => OperatingSystem.IsWindows() || Posix.Access(path, Posix.MayWrite) == 0;

    [UnsupportedOSPlatform("windows")]
    private static bool IsExposed(string file) => (File.GetUnixFileMode(file) & Others) != UnixFileMode.None;
}
