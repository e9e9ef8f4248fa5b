using System.CommandLine;
using Mobile.Perf.Commands;
using Mobile.Perf.Reports;
using Mobile.Perf.Size;

namespace Mobile.Perf.Soak;

/// <summary><c>soak</c>: whether the server stays as it is under a steady load: in memory, threads and handles.</summary>
internal static class SoakCommand
{
    private const double MostRate = 100_000;
    private const double MostMinutes = 7 * 24 * 60;

    /// <summary>It has more users than the load asks for.</summary>
    private static readonly ShopSize Shop = new(ShopSize.OrdersOfUser * (SoakLoad.Users + 64));

    public static Command Create()
    {
        var minutes = new Option<double>("--minutes") { Description = "How long the load lasts.", DefaultValueFactory = _ => 10 };
        var rate = new Option<double>("--rate") { Description = "Requests a second.", DefaultValueFactory = _ => 1000 };
        var report = new Option<DirectoryInfo?>("--report") { Description = "The folder of soak.html and soak.json; perf-results/soak-<time> when left out.", HelpName = "folder" };
        var command = new Command("soak", "Loads the server steadily for a long time and watches its memory, threads and handles.") { minutes, rate, report };
        command.SetAction((parsed, stop) => RunAsync(parsed.GetValue(minutes), parsed.GetValue(rate), parsed.GetValue(report), stop));
        return command;
    }

    private static async Task<int> RunAsync(double minutes, double rate, DirectoryInfo? folder, CancellationToken interrupt)
    {
        var startedAt = TimeProvider.System.GetUtcNow();
        if (minutes * 60 < SoakVerdict.FewestSamples * SoakRun.SampleEvery.TotalSeconds || minutes > MostMinutes || rate is <= 0 or > MostRate)
        {
            throw new UsageException($"--minutes is from 0.25 to {MostMinutes}, and --rate above 0 and up to {MostRate}.");
        }

        folder ??= new($"perf-results/soak-{startedAt:yyyy-MM-dd'T'HHmmss'Z'}");
        Create(folder);
        await using var product = await FillingView.ShowAsync(
            "Filling", progress => FilledProduct.StartAsync(Shop, progress, isApart: true, interrupt));
        var samples = await SoakView.ShowAsync(progress => SoakRun.RunAsync(product, rate, TimeSpan.FromMinutes(minutes), progress, interrupt));
        var report = new SoakReport(
            SoakReport.CurrentSchema, startedAt, interrupt.IsCancellationRequested, rate, SoakLoad.Connections, ThisEnvironment.Read(), SoakVerdict.Of(samples, rate), samples);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "soak.json"), report.ToJson(), CancellationToken.None);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "soak.html"), SoakHtml.Write(report), CancellationToken.None);
        foreach (var finding in report.Findings)
        {
            Console.WriteLine($"{(finding.Held ? "held" : "BROKEN")}: {finding.What} {finding.Measured}");
        }

        Console.WriteLine(report switch
        {
            { Interrupted: true } => "Interrupted: what was measured is in the report, and proves nothing.",
            { Held: true } => "Everything held.",
            _ => "Broken.",
        });
        Console.WriteLine($"Report: {Path.Combine(folder.FullName, "soak.html")}");
        return report.Held ? ExitCode.Held : ExitCode.Broken;
    }

    /// <summary>Before the run, whose figures would else have no place to go.</summary>
    private static void Create(DirectoryInfo folder)
    {
        try
        {
            folder.Create();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--report: {failure.Message}");
        }
    }
}
