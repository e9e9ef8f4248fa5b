using System.CommandLine;
using Mobile.Perf.Baseline;
using Mobile.Perf.Commands;
using Spectre.Console;

namespace Mobile.Perf.Size;

/// <summary><c>size</c>: what the orders that are in the database already take from the rates. Two products run at the same time and are asked in turn.</summary>
internal static class SizeCommand
{
    private const int MostOrders = 100_000_000;
    private const int Connections = 32;
    private const double Goal = 0.85;
    private const int Works = 3;

    /// <summary>With the indexes, and with what SQLite sorts them in.</summary>
    private const long BytesOfOrder = 800;

    /// <summary>The access tokens of the users live for ten minutes.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(9);

    public static Command Create()
    {
        var small = new Option<int>("--small") { Description = "The orders of the smaller shop.", DefaultValueFactory = _ => 1_000_000 };
        var large = new Option<int>("--large") { Description = "The orders of the larger shop.", DefaultValueFactory = _ => 10_000_000 };
        var rounds = new Option<int>("--rounds") { Description = "How often both shops are asked in turn.", DefaultValueFactory = _ => 5 };
        var seconds = new Option<double>("--seconds") { Description = "How long each is asked in a round.", DefaultValueFactory = _ => 4 };
        var command = new Command("size", "Compares the server over a small database with the same over a large one.") { small, large, rounds, seconds };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetValue(small), parsed.GetValue(large), parsed.GetValue(rounds), TimeSpan.FromSeconds(parsed.GetValue(seconds)), stop));
        return command;
    }

    private static async Task<int> RunAsync(int small, int large, int rounds, TimeSpan duration, CancellationToken stop)
    {
        Check(small, large, rounds, duration);
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, BaselineTable.Width);
        await using var fewer = await FillAsync(small, stop);
        await using var more = await FillAsync(large, stop);
        var comparisons = await new Comparing(rounds, duration).RunAsync(
            [
                new("list of 20 orders", Connections, more.Lists, fewer.Lists, Goal),
                new("keyed create", Connections, more.Creates, fewer.Creates, Goal),
                new($"delta of {SizedShop.Changes} changes in a long history", Connections, more.Deltas, fewer.Deltas, Goal),
            ],
            stop);
        BaselineTable.Show(comparisons);
        return comparisons.All(comparison => comparison.Holds) ? ExitCode.Held : ExitCode.Broken;
    }

    private static void Check(int small, int large, int rounds, TimeSpan duration)
    {
        if (small < 1000 || large <= small || large > MostOrders)
        {
            throw new UsageException($"--small is from 1000 orders on, and --large more than that, up to {MostOrders}.");
        }

        if (rounds < 1 || duration <= TimeSpan.Zero || duration * (rounds + 1) * 2 * Works > Longest)
        {
            throw new UsageException("--rounds and --seconds are above 0, and so few that all of it takes nine minutes at most.");
        }

        var folder = Path.GetTempPath();
        var (needed, free) = ((small + (long)large) * BytesOfOrder, new DriveInfo(folder).AvailableFreeSpace);
        if (free < needed)
        {
            throw new UsageException(
                $"The databases take up to {needed / 1e9:0.0} GB, and {folder} has {free / 1e9:0.0} GB left. Give TMPDIR a folder with more, or write a smaller --large.");
        }
    }

    private static async Task<SizedShop> FillAsync(int orders, CancellationToken stop)
    {
        var shop = await FillingView.ShowAsync($"{orders:N0} orders", progress => SizedShop.StartAsync(new(orders), progress, stop));
        AnsiConsole.MarkupLineInterpolated($"{shop.Name}: {new FileInfo(shop.Store.File).Length / 1e6:N0} MB");
        return shop;
    }
}
