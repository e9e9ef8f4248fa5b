using System.Diagnostics;

namespace Mobile.Testing;

/// <summary>Runs tools from npm, as a folder's package-lock.json pins them; they are restored when a test first asks for one.</summary>
public static class Npm
{
    /// <summary>How to provide Node.js; null where it is.</summary>
    public static string? Missing { get; } = IsOnPath("npm") && IsOnPath("node") ? null : "Install Node.js (Debian: apt-get install nodejs npm): npm restores what is pinned.";

    /// <summary>Restores the packages of the folder, unless they are there.</summary>
    public static async Task RestoreAsync(string folder)
    {
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            var (exitCode, output) = await RunAsync(folder, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
            Assert.True(exitCode == 0, $"npm ci could not restore {folder}:\n{output}");
        }
    }

    /// <summary>Runs a program and waits for its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string folder, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() && program is "npm" or "npx" ? program + ".cmd" : program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment = { ["REDOCLY_TELEMETRY"] = "off", ["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true", ["NO_COLOR"] = "1" },
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    private static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? (program == "node" ? "node.exe" : program + ".cmd") : program)));
}

/// <summary>A theory that a tool from npm decides; a visible skip where there is no Node.js.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NpmTheoryAttribute : TheoryAttribute
{
    public NpmTheoryAttribute() => Skip = Npm.Missing;
}
