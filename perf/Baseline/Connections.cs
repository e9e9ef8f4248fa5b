using System.Diagnostics;
using Mobile.Perf.Load;

namespace Mobile.Perf.Baseline;

/// <summary>What a number of connections got out of a server, each asking again as soon as it was answered.</summary>
/// <param name="Answered">How many answers had the status that was wanted.</param>
/// <param name="Wrong">How many had another one, by status.</param>
internal sealed record Measured(double PerSecond, TimeSpan P50, TimeSpan P99, long Answered, IReadOnlyDictionary<int, int> Wrong)
{
    /// <summary>What the server took of the processors for each request; other work on the machine changes it little.</summary>
    public TimeSpan ProcessorTime { get; init; }
}

internal static class Connections
{
    /// <param name="requests">Of each connection, those that it sends in turn.</param>
    public static async Task<Measured> RunAsync(Uri server, int connections, TimeSpan duration, int wanted, Func<int, IReadOnlyList<Request>> requests)
    {
        var times = new Histogram();
        var wrong = new Dictionary<int, int>();
        var lines = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => HttpLine.OpenAsync(server)));
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(lines.Select((line, number) => Task.Run(() => AskAsync(line, requests(number)))));
        var took = Stopwatch.GetElapsedTime(started);
        Array.ForEach(lines, line => line.Dispose());
        return new(times.Count / took.TotalSeconds, times.Percentile(50), times.Percentile(99), times.Count, wrong);

        async Task AskAsync(HttpLine line, IReadOnlyList<Request> own)
        {
            for (var i = 0; Stopwatch.GetElapsedTime(started) < duration; i++)
            {
                var sent = Stopwatch.GetTimestamp();
                var answer = await line.SendAsync(own[i % own.Count].Next());
                if (answer.Status == wanted)
                {
                    times.Record(Stopwatch.GetElapsedTime(sent));
                }
                else
                {
                    lock (wrong)
                    {
                        wrong[answer.Status] = wrong.GetValueOrDefault(answer.Status) + 1;
                    }
                }
            }
        }
    }
}
