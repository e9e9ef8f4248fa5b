using System.Diagnostics;

namespace Mobile.Generators;

/// <summary>A temporary folder in which a client is generated, built and run; nothing of it stays.</summary>
internal sealed class Workshop : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mobile-test-");

    private Workshop(string client)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Clients, client)))
        {
            File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
        }
    }

    public static string Source { get; } = Path.Combine(Tree.Folder("tests"), "Generators");

    public static string Clients { get; } = Path.Combine(Source, "Clients");

    /// <summary>With the program of a client, and the generators for .NET as dotnet-tools.json pins them.</summary>
    public static async Task<Workshop> OpenAsync(string client, bool needsTools)
    {
        var workshop = new Workshop(client);
        if (needsTools)
        {
            File.Copy(Path.Combine(Source, "dotnet-tools.json"), Path.Combine(workshop.folder.FullName, "dotnet-tools.json"));
            await workshop.RunAsync("dotnet", "tool", "restore");
        }

        return workshop;
    }

    /// <summary>Generates the client by the command of the page, against a running server.</summary>
    public Task<string> GenerateAsync(string heading, string generator, Uri server)
    {
        var command = Page.Commands(heading).Single(command => command.StartsWith(generator, StringComparison.Ordinal));
        var words = command.Replace(Page.Address, server.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal).Split(' ');
        return RunAsync(words[0], words[1..]);
    }

    /// <summary>Runs a program to its end, which must be a good one.</summary>
    /// <returns>What it has written.</returns>
    public async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        // Of the build that runs this test, which another build must not take for its own.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        // Kiota asks the network for updates, and a build leaves servers behind for the next one.
        start.Environment["KIOTA_OFFLINE_ENABLED"] = "true";
        start.Environment["KIOTA_TELEMETRY_OPTOUT"] = "true";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var written = await output + await error;
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{written}");
        return written;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
