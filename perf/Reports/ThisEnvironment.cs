using System.Diagnostics;
using System.Runtime;
using System.Runtime.InteropServices;

namespace Mobile.Perf.Reports;

internal static class ThisEnvironment
{
    public static RunEnvironment Read() => new(
        Environment.MachineName,
        RuntimeInformation.OSDescription,
        Processor(),
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30), 1),
        $"{RuntimeInformation.FrameworkDescription} {RuntimeInformation.ProcessArchitecture}",
        $"{(GCSettings.IsServerGC ? "server" : "workstation")}, {GCSettings.LatencyMode}",
        IsRelease,
        Commit());

#if DEBUG
    private static bool IsRelease => false;
#else
    private static bool IsRelease => true;
#endif

    private static string Processor()
    {
        const string Info = "/proc/cpuinfo";
        var line = File.Exists(Info) ? File.ReadLines(Info).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[1].Trim() ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown";
    }

    /// <summary>Null where the tree is no clone, or git is missing.</summary>
    private static string? Commit()
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["describe", "--always", "--dirty", "--abbrev=12"])
            {
                UseShellExecute = false,
                WorkingDirectory = Tree.Root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var commit = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? commit : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
