using System.Diagnostics;
using System.Globalization;

namespace Mobile.Testing.Scenarios.Walk;

/// <summary>An app of the client library in a process of its own, over the files of one phone.</summary>
internal sealed class PhoneProcess : IDisposable
{
    private readonly Process process;
    private readonly Task<string> errors;

    private PhoneProcess(Process process)
    {
        this.process = process;
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <param name="task"><c>walk</c> or <c>finish</c>.</param>
    /// <param name="network">Where the app believes its server is.</param>
    /// <param name="server">Where the person signs in.</param>
    public static PhoneProcess Start(string task, Uri network, Uri server, string folder, string user, int seed, int step) => new(Process.Start(
        new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "Mobile.WalkingPhone.dll"),
                task,
                network.ToString(),
                new Uri(server, "/dev-identity").ToString(),
                folder,
                user,
                seed.ToString(CultureInfo.InvariantCulture),
                step.ToString(CultureInfo.InvariantCulture),
            },
        })!);

    /// <summary>What the app prints, as it does it; ends with the process.</summary>
    public async IAsyncEnumerable<string> ReadAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            yield return line;
        }
    }

    /// <summary>SIGKILL: the process gets no chance to finish anything. What it had printed can still be read.</summary>
    public void Kill() => process.Kill();

    /// <summary>Awaits the end that the app itself has chosen.</summary>
    /// <exception cref="InvalidOperationException">It ended badly; the message is what it said last.</exception>
    public async Task EndAsync()
    {
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"The phone's process ended with {process.ExitCode}:\n{await errors}");
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
