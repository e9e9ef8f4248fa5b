using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Mobile.Testing;

/// <summary>The product as a process of its own, which can be killed; or another server that is configured alike.</summary>
public sealed partial class ApiProcess : IAsyncDisposable
{
    public const string Product = "Mobile.Api.dll";

    /// <summary>The setting that gives a process an address of its own choice; without it the port is any that is free.</summary>
    public const string Urls = "urls";

    /// <summary>Changes the limits of a process that runs.</summary>
    internal const string SetLimit = "/usr/bin/prlimit";

    private const string SetSid = "/usr/bin/setsid";

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ApiProcess(ProcessStartInfo start)
    {
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Receive(line.Data);
        process.ErrorDataReceived += (_, line) => Receive(line.Data);
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException($"The process ended before it listened:\n{Output}"));
    }

    public Uri Address { get; private set; } = null!;

    public string Output => string.Join('\n', output);

    /// <summary>The most memory that it has had so far.</summary>
    public long PeakMemoryBytes => Fresh.PeakWorkingSet64;

    /// <summary>What it has in physical memory now.</summary>
    public long ResidentMemoryBytes => Fresh.WorkingSet64;

    /// <summary>What it has taken of the processors so far.</summary>
    public TimeSpan ProcessorTime => Fresh.TotalProcessorTime;

    public int Threads => Fresh.Threads.Count;

    /// <summary>Open files, sockets and pipes; null where the platform does not tell.</summary>
    public int? Handles => Directory.Exists($"/proc/{process.Id}/fd") ? Directory.GetFileSystemEntries($"/proc/{process.Id}/fd").Length : null;

    private Process Fresh
    {
        get
        {
            process.Refresh();
            return process;
        }
    }

    /// <param name="crashFile">While this file exists, the process kills itself after each commit and before its reply.</param>
    /// <param name="program">Which of the programs beside this one.</param>
    /// <param name="prelude">What a shell does before it becomes the process, such as <c>umask 000</c>.</param>
    /// <param name="isApart">Ctrl+C in the terminal does not reach it: whoever started it ends it, when it is no longer needed.</param>
    public static async Task<ApiProcess> StartAsync(
        TestStore store, string? crashFile = null, string environment = "Development", Dictionary<string, string>? settings = null, string program = Product, bool isApart = false, string? prelude = null)
    {
        var node = Launch(store.Settings.Concat(settings ?? []), environment, crashFile, program, isApart, prelude);
        node.Address = await node.listening.Task.WaitAsync(Patience.Limit);
        return node;
    }

    /// <summary>Begins a command, which does not listen.</summary>
    public static ApiProcess Begin(IEnumerable<KeyValuePair<string, string>> settings, string environment, params string[] arguments)
    {
        var node = Launch(settings, environment, crashFile: null, Product, isApart: false, prelude: null, arguments);
        _ = node.listening.Task.ContinueWith(task => task.Exception, TaskScheduler.Default);
        return node;
    }

    /// <summary>Runs until the process ends by itself.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        IReadOnlyDictionary<string, string> settings, string environment, params string[] arguments)
    {
        await using var node = Begin(settings, environment, arguments);
        await node.process.WaitForExitAsync().WaitAsync(Patience.Limit);
        return (node.process.ExitCode, node.Output);
    }

    /// <summary>Waits until it has written the text, or has ended.</summary>
    public Task SaysAsync(string text) => Patience.UntilAsync(() => process.HasExited || Output.Contains(text, StringComparison.Ordinal));

    /// <summary>SIGKILL: the process gets no chance to finish anything.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public Task WaitForExitAsync() => process.WaitForExitAsync().WaitAsync(Patience.Limit);

    /// <summary>Ctrl+C.</summary>
    public Task<int> InterruptAsync() => EndAsync("INT");

    /// <summary>As a container is stopped.</summary>
    public Task<int> TerminateAsync() => EndAsync("TERM");

    /// <summary>Sends a signal, such as TERM, and does not wait for what it does.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString()]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Lets the process write no file beyond so many bytes, as a full disk would; null for no limit. It must ignore SIGXFSZ.</summary>
    public async Task LimitFilesAsync(long? bytes)
    {
        using var limit = Process.Start(SetLimit, ["--pid", process.Id.ToString(), $"--fsize={bytes?.ToString() ?? "unlimited"}:unlimited"]);
        await limit.WaitForExitAsync();
        Assert.Equal(0, limit.ExitCode);
    }

    /// <returns>The exit code, after the process has ended by itself.</returns>
    public async Task<int> ExitAsync()
    {
        await WaitForExitAsync();
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private async Task<int> EndAsync(string signal)
    {
        await SignalAsync(signal);
        return await ExitAsync();
    }

    private static ApiProcess Launch(
        IEnumerable<KeyValuePair<string, string>> settings, string environment, string? crashFile, string program, bool isApart, string? prelude, params string[] arguments)
    {
        string[] before = isApart && File.Exists(SetSid) ? [SetSid] : prelude is not null ? ["/bin/sh", "-c", $"{prelude}; exec \"$0\" \"$@\""] : [];
        var start = new ProcessStartInfo(before.FirstOrDefault("dotnet"))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = environment },
        };
        foreach (var argument in (string[])[.. before.Append("dotnet").Skip(1), Path.Combine(AppContext.BaseDirectory, program), .. arguments, "--urls", settings.FirstOrDefault(setting => setting.Key == Urls).Value ?? "http://127.0.0.1:0", "--contentRoot", Tree.Folder("Api")])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (key, value) in FarLimits.Settings.Concat(settings))
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        if (crashFile is not null)
        {
            start.Environment["DOTNET_STARTUP_HOOKS"] = Path.Combine(AppContext.BaseDirectory, "Mobile.CrashAfterCommit.dll");
            start.Environment["MOBILE_TEST_CRASH_FILE"] = crashFile;
        }

        var node = new ApiProcess(start);
        node.process.Start();
        node.process.BeginOutputReadLine();
        node.process.BeginErrorReadLine();
        return node;
    }

    private void Receive(string? line)
    {
        if (line is null)
        {
            return;
        }

        output.Enqueue(line);
        if (Listening().Match(line) is { Success: true } match)
        {
            listening.TrySetResult(new Uri(match.Groups["url"].Value));
        }
    }

    [GeneratedRegex(@"Now listening on: (?<url>http://\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Listening();
}
