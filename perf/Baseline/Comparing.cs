using Spectre.Console;

namespace Mobile.Perf.Baseline;

/// <summary>Asks both sides of each work in turn, round by round.</summary>
internal sealed class Comparing(int rounds, TimeSpan duration)
{
    private static readonly TimeSpan LeastWarmUp = TimeSpan.FromSeconds(3);

    public async Task<IReadOnlyList<Comparison>> RunAsync(IReadOnlyList<Work> works, CancellationToken stop)
    {
        var warming = duration > LeastWarmUp ? duration : LeastWarmUp;
        foreach (var work in works)
        {
            AnsiConsole.MarkupLineInterpolated($"Warming up: {work.Title}");
            await work.Other.MeasureAsync(work.Connections, warming);
            await work.Product.MeasureAsync(work.Connections, warming);
        }

        var measured = works.ToDictionary(work => work, _ => new List<Round>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var work in works)
            {
                stop.ThrowIfCancellationRequested();
                var other = await work.Other.MeasureAsync(work.Connections, duration);
                var product = await work.Product.MeasureAsync(work.Connections, duration);
                measured[work].Add(new(product, other));
                AnsiConsole.MarkupLineInterpolated($"Round {round + 1} of {rounds}: {work.Title}: {product.PerSecond:N0}/s against {other.PerSecond:N0}/s, {product.ProcessorTime.TotalMicroseconds:0} against {other.ProcessorTime.TotalMicroseconds:0} µs");
            }
        }

        return [.. measured.Select(entry => new Comparison(entry.Key, entry.Value))];
    }
}
