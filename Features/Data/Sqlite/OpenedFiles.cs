using System.Runtime.InteropServices;
using System.Text;

namespace Mobile.Features.Data.Sqlite;

/// <summary>Tells whether the files of a database that this process has open are still those that bear their names.</summary>
/// <remarks>
/// A file that was removed can be written all the same, and is gone with the last process that has it open; one that took its name belongs
/// to another database. Compares device and inode on Linux; elsewhere nothing. Windows lets nobody remove an open file.
/// </remarks>
internal sealed class OpenedFiles
{
    private static readonly string[] Endings = ["", "-wal", "-shm"];

    private readonly IReadOnlyList<(byte[] Path, Identity Identity)> files;
    private volatile bool areMisplaced;

    private OpenedFiles(IReadOnlyList<(byte[], Identity)> files) => this.files = files;

    /// <summary>As of the last time that somebody looked.</summary>
    public bool AreMisplaced => areMisplaced;

    /// <summary>Remembers the files, which SQLite has just opened.</summary>
    public static OpenedFiles Of(string location)
    {
        List<(byte[], Identity)> opened = [];
        foreach (var ending in OperatingSystem.IsLinux() ? Endings : [])
        {
            var path = Encoding.UTF8.GetBytes(location + ending + '\0');
            if (Posix.Stat(path, out var status) == 0)
            {
                opened.Add((path, Identity.Of(status)));
            }
        }

        return new(opened);
    }

    /// <summary>
    /// Looks now: a system call for each file. What cannot be told (no right to the folder, a disk that does not answer) counts as unchanged.
    /// </summary>
    public bool AreInPlace()
    {
        var misplaced = false;
        for (var i = 0; i < files.Count; i++)
        {
            var error = Posix.Stat(files[i].Path, out var status);
            misplaced |= error is Posix.NoEntry or Posix.NoFolder || (error == 0 && Identity.Of(status) != files[i].Identity);
        }

        areMisplaced = misplaced;
        return !misplaced;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Identity(uint DeviceMajor, uint DeviceMinor, ulong Inode)
    {
        public static Identity Of(Posix.FileStatus status) => new(status.DeviceMajor, status.DeviceMinor, status.Inode);
    }
}
