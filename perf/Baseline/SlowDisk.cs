using System.Diagnostics;

namespace Mobile.Perf.Baseline;

/// <summary>A millisecond more for every fsync of a process: a small library in C that is compiled here and loaded before all others.</summary>
internal sealed class SlowDisk : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mobile-slow-disk-");

    /// <summary>The environment of a process that is to have it.</summary>
    public Dictionary<string, string> Settings => new(StringComparer.Ordinal) { ["LD_PRELOAD"] = Library };

    private string Library => Path.Combine(folder.FullName, "slow-disk.so");

    /// <returns>Null, and why, where it cannot be made.</returns>
    public static async Task<(SlowDisk? Disk, string Why)> MakeAsync()
    {
        if (!OperatingSystem.IsLinux())
        {
            return (null, "fsync is slowed down on Linux only");
        }

        var disk = new SlowDisk();
        var source = Path.Combine(Tree.Folder("perf"), "Baseline", "SlowDisk.c");
        try
        {
            using var compiler = Process.Start("cc", ["-shared", "-fPIC", "-O2", "-o", disk.Library, source, "-ldl"]);
            await compiler.WaitForExitAsync();
            if (compiler.ExitCode == 0)
            {
                return (disk, "");
            }

            disk.Dispose();
            return (null, $"cc ended with {compiler.ExitCode}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            disk.Dispose();
            return (null, "there is no C compiler: install the package gcc");
        }
    }

    public void Dispose() => folder.Delete(recursive: true);
}
