using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;

namespace Mobile.Admin.Tests.Support;

/// <summary>axe-core, from npm as package-lock.json pins it; restored when a test first asks for it.</summary>
internal static class Axe
{
    private static readonly string Folder = Path.Combine(Tree.Folder("tests"), "Admin.Tests");
    private static readonly string Script = Path.Combine(Folder, "node_modules", "axe-core", "axe.min.js");
    private static readonly Lazy<Task<string>> Source = new(ReadAsync);

    public static bool CanBeHad { get; } = File.Exists(Script) || Environment.GetEnvironmentVariable("PATH")!
        .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "npm.cmd" : "npm")));

    /// <summary>The serious and critical violations of WCAG and best practice on the page as it is shown, one line each.</summary>
    public static async Task<IReadOnlyList<string>> FindViolationsAsync(IPage page)
    {
        // By the driver, past the content security policy of the page, which would rightly refuse it.
        await page.EvaluateAsync(await Source.Value);
        var found = await page.EvaluateAsync<JsonElement>("axe.run(document, { resultTypes: ['violations'] }).then(result => result.violations)");
        return
        [
            .. from violation in found.EnumerateArray()
               where violation.GetProperty("impact").GetString() is "serious" or "critical"
               from node in violation.GetProperty("nodes").EnumerateArray()
               select $"{violation.GetProperty("id")}: {node.GetProperty("html")} {node.GetProperty("failureSummary")}",
        ];
    }

    private static async Task<string> ReadAsync()
    {
        if (!File.Exists(Script))
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", "ci --no-audit --no-fund") { WorkingDirectory = Folder, RedirectStandardOutput = true, UseShellExecute = false })!;
            await npm.WaitForExitAsync();
            Assert.True(npm.ExitCode == 0, "npm ci could not restore axe-core.");
        }

        return await File.ReadAllTextAsync(Script);
    }
}
