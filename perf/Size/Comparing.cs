using Mobile.Perf.Baseline;
using Spectre.Console;

namespace Mobile.Perf.Size;

/// <summary>Asks both sides of each work in turn, round by round. Each connection asks for users of its own, so that none finds what another has just read.</summary>
internal sealed class Comparing(int rounds, TimeSpan duration)
{
    private static readonly TimeSpan LeastWarmUp = TimeSpan.FromSeconds(3);

    public async Task<IReadOnlyList<Comparison>> RunAsync(IReadOnlyList<Work> works, CancellationToken stop)
    {
        var warming = duration > LeastWarmUp ? duration : LeastWarmUp;
        foreach (var work in works)
        {
            AnsiConsole.MarkupLineInterpolated($"Warming up: {work.Title}");
            await MeasureAsync(work.Other, work.Connections, warming);
            await MeasureAsync(work.Product, work.Connections, warming);
        }

        var measured = works.ToDictionary(work => work, _ => new List<Round>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var work in works)
            {
                stop.ThrowIfCancellationRequested();
                var other = await MeasureAsync(work.Other, work.Connections, duration);
                var product = await MeasureAsync(work.Product, work.Connections, duration);
                measured[work].Add(new(product, other));
                AnsiConsole.MarkupLineInterpolated($"Round {round + 1} of {rounds}: {work.Title}: {product.PerSecond:N0}/s against {other.PerSecond:N0}/s");
            }
        }

        return [.. measured.Select(entry => new Comparison(entry.Key, entry.Value))];
    }

    private static async Task<Measured> MeasureAsync(Side side, int connections, TimeSpan lasts)
    {
        var before = side.Server.ProcessorTime;
        var measured = await Connections.RunAsync(side.Server.Address, connections, lasts, side.Wanted, number => Own(side.Requests, number, connections));
        return measured with { ProcessorTime = (side.Server.ProcessorTime - before) / Math.Max(1, measured.Answered) };
    }

    private static IReadOnlyList<Request> Own(IReadOnlyList<Request> requests, int number, int connections) => requests.Count < connections
        ? [requests[number % requests.Count]]
        : [.. requests.Where((_, i) => i % connections == number)];
}
