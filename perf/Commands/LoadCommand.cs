using System.CommandLine;
using Mobile.Perf.Reports;
using Mobile.Perf.Scenarios;
using Mobile.Perf.Target;

namespace Mobile.Perf.Commands;

/// <summary>Runs the load scenarios: what the program does when no other command is named.</summary>
internal static class LoadCommand
{
    private const int WorkerThreads = 64;

    public static RootCommand Create()
    {
        var command = new RootCommand(
            "Load suites for Mobile, and what its server costs beside a bare one. "
            + "Exit code 0: all held; 1: something was broken; 2: misuse; 3: not judged, since the generator itself was late.");
        foreach (var option in LoadArguments.All)
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, stop) => RunAsync(parsed, stop));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken interrupt)
    {
        if (parsed.GetValue(LoadArguments.List))
        {
            LoadConsole.WriteList(AllScenarios.Plans);
            return ExitCode.Held;
        }

        var options = LoadArguments.Read(parsed);

        // Phones keep their queues in files, and a thread that waits for a disk is not there for an arrival that is due.
        ThreadPool.SetMinThreads(WorkerThreads, WorkerThreads);
        await TryTargetAsync(options, interrupt);
        var report = await LoadConsole.FollowAsync(live => LoadSuite.RunAsync(options, TimeProvider.System, live, interrupt));
        await File.WriteAllTextAsync(Path.Combine(options.Report.FullName, "report.json"), ReportFile.Write(report), CancellationToken.None);
        await File.WriteAllTextAsync(Path.Combine(options.Report.FullName, "report.html"), HtmlReport.Write(report), CancellationToken.None);
        LoadConsole.Write(report, options.Report);
        return ExitCode.Of(report.Outcome);
    }

    /// <summary>A target that cannot be used is told before anything runs.</summary>
    private static async Task TryTargetAsync(LoadOptions options, CancellationToken stop)
    {
        try
        {
            if (options.Target is { } address)
            {
                await (await RemoteTarget.ConnectAsync(address, options.IdTokens, stop)).DisposeAsync();
            }
        }
        catch (TargetException wrong)
        {
            throw new UsageException(wrong.Message);
        }
    }
}
