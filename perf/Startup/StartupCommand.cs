using System.CommandLine;
using System.Diagnostics;
using Mobile.Perf.Commands;
using Spectre.Console;

namespace Mobile.Perf.Startup;

/// <summary><c>startup</c>: how long it takes from the start of a process until its first answer, which asks the database.</summary>
internal static class StartupCommand
{
    private const int Fewest = 1;
    private const int Most = 1000;
    private static readonly TimeSpan Goal = TimeSpan.FromSeconds(0.6);
    private static readonly Uri First = new("/health/ready", UriKind.Relative);

    public static Command Create()
    {
        var runs = new Option<int>("--runs") { Description = "How often the process is started.", DefaultValueFactory = _ => 7 };
        var program = new Option<FileInfo?>("--program") { Description = "The Mobile.Api.dll of a published server; the one that was built with this when left out.", HelpName = "file" };
        var command = new Command("startup", "Measures the time from the start of the process until its first answer.") { runs, program };
        command.SetAction((parsed, stop) => RunAsync(parsed.GetValue(runs), parsed.GetValue(program), stop));
        return command;
    }

    private static async Task<int> RunAsync(int runs, FileInfo? program, CancellationToken stop)
    {
        if (runs is < Fewest or > Most || program?.Exists is false)
        {
            throw new UsageException($"--runs is from {Fewest} to {Most}, and --program names a Mobile.Api.dll.");
        }

        await using var store = new SqliteStore();
        await using var provider = await ProviderStandIn.StartAsync();
        await MeasureAsync(store, provider, program);
        List<(TimeSpan Took, long Bytes)> measured = [];
        for (var i = 0; i < runs; i++)
        {
            stop.ThrowIfCancellationRequested();
            measured.Add(await MeasureAsync(store, provider, program));
            AnsiConsole.MarkupLine($"{measured[i].Took.TotalSeconds:0.000} s, {measured[i].Bytes / 1e6:0} MB");
        }

        var median = measured.Select(start => start.Took).Order().ElementAt(runs / 2);
        var holds = median < Goal;
        AnsiConsole.MarkupLine($"Median {median.TotalSeconds:0.000} s (< {Goal.TotalSeconds} s): {(holds ? "holds" : "falls short")}");
        return holds ? ExitCode.Held : ExitCode.Broken;
    }

    private static async Task<(TimeSpan Took, long Bytes)> MeasureAsync(SqliteStore store, ProviderStandIn provider, FileInfo? program)
    {
        var started = Stopwatch.GetTimestamp();
        await using var process = await ApiProcess.StartAsync(
            store, environment: "Production", settings: provider.Settings, program: program?.FullName ?? ApiProcess.Product);
        using var http = new HttpClient { BaseAddress = process.Address };
        using var answer = await http.GetAsync(First);
        answer.EnsureSuccessStatusCode();
        return (Stopwatch.GetElapsedTime(started), process.ResidentMemoryBytes);
    }
}
