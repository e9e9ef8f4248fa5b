using System.Collections.Concurrent;
using System.Diagnostics;
using Mobile.Perf.Load;

namespace Mobile.Perf.Baseline;

/// <summary>How a server got on with requests that came at a rate of their own, however long it took over each.</summary>
/// <param name="Accepted">From when a request was due until its answer.</param>
/// <param name="Refused">Answers of 429 and 503 that say when to come back.</param>
/// <param name="Wrong">Any other answers, by status; 0 where there was no connection left to send on.</param>
internal sealed record Offered(double PerSecond, Histogram Accepted, Histogram Refused, IReadOnlyDictionary<int, int> Wrong)
{
    public double AcceptedPerSecond(TimeSpan duration) => Accepted.Count / duration.TotalSeconds;
}

/// <summary>Sends at a rate, each request when it is due, on as many connections as that takes.</summary>
internal static class Arrivals
{
    private const int MaxConnections = 4000;

    public static async Task<Offered> RunAsync(Side side, double perSecond, TimeSpan duration)
    {
        var (accepted, refused, wrong) = (new Histogram(), new Histogram(), new ConcurrentDictionary<int, int>());
        var idle = new ConcurrentBag<HttpLine>();
        var (opened, sent) = (0, 0);
        List<Task> underWay = [];
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) is var elapsed && elapsed < duration)
        {
            for (var due = (int)(elapsed.TotalSeconds * perSecond); sent < due; sent++)
            {
                var at = started + (long)(sent / perSecond * Stopwatch.Frequency);
                var request = side.Requests[sent % side.Requests.Count].Next().ToArray();
                underWay.Add(Task.Run(() => AskAsync(request, at)));
            }

            await Task.Delay(1);
        }

        await Task.WhenAll(underWay);
        foreach (var line in idle)
        {
            line.Dispose();
        }

        return new(sent / duration.TotalSeconds, accepted, refused, wrong);

        async Task AskAsync(byte[] request, long due)
        {
            if (!idle.TryTake(out var line))
            {
                if (Interlocked.Increment(ref opened) > MaxConnections)
                {
                    wrong.AddOrUpdate(0, 1, (_, count) => count + 1);
                    return;
                }

                line = await HttpLine.OpenAsync(side.Server.Address);
            }

            var answer = await line.SendAsync(request);
            idle.Add(line);
            if (answer.Status == side.Wanted)
            {
                accepted.Record(Stopwatch.GetElapsedTime(due));
            }
            else if (answer is { Status: 429 or 503, SaysWhen: true })
            {
                refused.Record(Stopwatch.GetElapsedTime(due));
            }
            else
            {
                wrong.AddOrUpdate(answer.Status, 1, (_, count) => count + 1);
            }
        }
    }
}
