namespace Mobile.Features.Data.Sqlite.Backups;

/// <summary>
/// A database file under a name of its own until it is whole. One process at a time has it; what a killed one has left is begun anew.
/// </summary>
internal sealed class UnfinishedFile : IDisposable
{
    /// <summary>What SQLite puts beside a database file.</summary>
    private static readonly string[] Companions = ["-wal", "-shm", "-journal"];

    private readonly FileStream held;
    private bool moved;

    private UnfinishedFile(string path, FileStream held) => (Path, this.held) = (path, held);

    public string Path { get; }

    /// <exception cref="OperationRefusedException">Another process has it, or it cannot be written.</exception>
    public static UnfinishedFile Open(string path)
    {
        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                // An advisory lock beside those of SQLite; where locks are mandatory it would keep SQLite out.
                Share = OperatingSystem.IsWindows() ? FileShare.ReadWrite | FileShare.Delete : FileShare.None,
            };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = SqlitePlace.OwnerAlone;
            }

            var file = new UnfinishedFile(path, new FileStream(path, options));
            file.held.SetLength(0);
            file.DeleteCompanions();
            return file;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OperationRefusedException($"{path} cannot be written: {failure.Message} Mend that, or wait for the other process that writes it.");
        }
    }

    public static IEnumerable<string> CompanionsOf(string database) => Companions.Select(ending => database + ending).Where(File.Exists);

    /// <summary>Gives it its name, after all of it is on the disk; the name, too, is there after a power failure.</summary>
    /// <param name="replaced">Where the file is kept that had the name before; null where there was none.</param>
    public void MoveTo(string name, string? replaced)
    {
        if (CompanionsOf(Path).Any())
        {
            throw new InvalidOperationException($"{Path} is still open.");
        }

        held.Flush(flushToDisk: true);
        if (replaced is null)
        {
            File.Move(Path, name, overwrite: true);
        }
        else
        {
            // The old file gets its second name first, and the new one takes the first name over from it: at no moment is there none.
            File.Replace(Path, name, replaced);
        }

        moved = true;
        FlushFolder(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(name))!);
    }

    public void Dispose()
    {
        if (!moved)
        {
            DeleteCompanions();
            File.Delete(Path);
        }

        held.Dispose();
    }

    private void DeleteCompanions()
    {
        foreach (var companion in CompanionsOf(Path))
        {
            File.Delete(companion);
        }
    }

    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var handle = Posix.Open(folder, 0);
        if (handle < 0)
        {
            throw new IOException($"The folder {folder} cannot be opened.");
        }

        var failed = Posix.FSync(handle) != 0;
        _ = Posix.Close(handle);
        if (failed)
        {
            throw new IOException($"The folder {folder} cannot be written to the disk.");
        }
    }
}
