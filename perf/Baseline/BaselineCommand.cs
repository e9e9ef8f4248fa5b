using System.CommandLine;
using Mobile.Perf.Commands;
using Spectre.Console;

namespace Mobile.Perf.Baseline;

/// <summary>
/// <c>baseline</c>: what the product costs beside a server without any of what it does. Both run on the same machine at the same time and are asked
/// in turn, so that the ratios mean something where the figures do not.
/// </summary>
internal static class BaselineCommand
{
    public static Command Create()
    {
        var rounds = new Option<int>("--rounds") { Description = "How often both sides of each work are asked in turn.", DefaultValueFactory = _ => 5 };
        var seconds = new Option<double>("--seconds") { Description = "How long each side is asked in a round.", DefaultValueFactory = _ => 4 };
        var only = new Option<string?>("--only") { Description = "The works whose name contains this; all of them when left out.", HelpName = "text" };
        var command = new Command("baseline", "Compares the server with a bare one: the same SQL and durability, and none of the pipeline.") { rounds, seconds, only };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetValue(rounds), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(only) ?? "", stop));
        return command;
    }

    private static async Task<int> RunAsync(int rounds, TimeSpan duration, string only, CancellationToken stop)
    {
        if (rounds < 1 || duration <= TimeSpan.Zero)
        {
            throw new UsageException("--rounds and --seconds are above 0.");
        }

        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, BaselineTable.Width);
        var (comparisons, overload) = await OnThisDiskAsync(rounds, duration, only, stop);
        comparisons = [.. comparisons, .. await OnASlowDiskAsync(rounds, duration, only, stop)];
        BaselineTable.Show(comparisons);
        overload?.Show();
        return comparisons.All(comparison => comparison.Holds) && overload?.Holds is not false ? ExitCode.Held : ExitCode.Broken;
    }

    private static async Task<(IReadOnlyList<Comparison> Comparisons, Overload? Overload)> OnThisDiskAsync(
        int rounds, TimeSpan duration, string only, CancellationToken stop)
    {
        AnsiConsole.MarkupLine("Filling two databases …");
        await using var rig = await Rig.StartAsync();
        var comparisons = await new Comparing(rounds, duration).RunAsync(Chosen(Work.All(rig), only), stop);
        var (product, bare) = (rig.Product.Process.ResidentMemoryBytes, rig.Bare.ResidentMemoryBytes);
        AnsiConsole.MarkupLine($"Resident memory after it: product {product / 1e6:0} MB, bare server {bare / 1e6:0} MB.");
        return (comparisons, Overload.Name.Contains(only, StringComparison.Ordinal) ? await Overload.MeasureAsync(rig, duration) : null);
    }

    private static async Task<IReadOnlyList<Comparison>> OnASlowDiskAsync(int rounds, TimeSpan duration, string only, CancellationToken stop)
    {
        if (!Work.OnASlowDiskTitle.Contains(only, StringComparison.Ordinal))
        {
            return [];
        }

        var (made, why) = await SlowDisk.MakeAsync();
        using var disk = made;
        if (disk is null)
        {
            AnsiConsole.MarkupLineInterpolated($"[yellow]Left out: {Work.OnASlowDiskTitle}, since {why}.[/]");
            return [];
        }

        await using var rig = await Rig.StartAsync(disk.Settings);
        return await new Comparing(rounds, duration).RunAsync([Work.OnASlowDisk(rig)], stop);
    }

    private static IReadOnlyList<Work> Chosen(IEnumerable<Work> works, string only) => [.. works.Where(work => work.Title.Contains(only, StringComparison.Ordinal))];
}
