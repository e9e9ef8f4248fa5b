using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Mobile.Testing.Scenarios.Limits;

/// <summary>Requests that come when they are due, whether those before were answered or not; each is timed from when it was due.</summary>
internal static class Pace
{
    /// <summary>Of each app: well within the budget of 600 a minute, over all rounds.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(110);

    /// <returns>The 99th percentile.</returns>
    /// <exception cref="InvalidOperationException">A request failed.</exception>
    public static async Task<TimeSpan> RunAsync(IReadOnlyList<App> apps, string path, TimeSpan length)
    {
        var times = new ConcurrentBag<TimeSpan>();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(apps.Select(async (app, place) =>
        {
            List<Task> sent = [];
            for (var due = Between * place / apps.Count; due < length; due += Between)
            {
                if (due - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } early)
                {
                    await Task.Delay(early);
                }

                sent.Add(SendAsync(app, due));
            }

            await Task.WhenAll(sent);
        }));
        return times.Order().ElementAt(times.Count * 99 / 100);

        async Task SendAsync(App app, TimeSpan due)
        {
            using var answer = await app.GetAsync(path);
            times.Add(Stopwatch.GetElapsedTime(started) - due);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                throw new InvalidOperationException($"{path} was answered with {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            }
        }
    }
}
