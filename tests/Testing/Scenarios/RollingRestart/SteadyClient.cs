using System.Collections.Concurrent;
using System.Net;

namespace Mobile.Testing.Scenarios.RollingRestart;

/// <summary>An app that writes and reads at a steady pace, asks for everything once, and takes no failure.</summary>
internal sealed class SteadyClient(App app, int seed, int number, ConcurrentBag<string> acknowledged, ConcurrentQueue<string> violations)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    public int Requests { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        using var pace = new PeriodicTimer(Pace, TimeProvider.System);
        for (var write = 0; !stop.IsCancellationRequested; write++)
        {
            var key = $"write-{seed:x8}-{number:d4}-{write:d8}";
            if (await AskAsync(key, app.PostAsync("/api/v2/orders", new { lines = new[] { new { sku = "MUG-RED", quantity = 1 } }, note = key }, key), HttpStatusCode.Created))
            {
                acknowledged.Add(key);
            }

            await AskAsync($"a read after {key}", app.GetAsync("/api/v2/orders?limit=5"), HttpStatusCode.OK);
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private async Task<bool> AskAsync(string what, Task<HttpResponseMessage> asking, HttpStatusCode expected)
    {
        Requests++;
        try
        {
            using var answer = await asking;
            if (answer.StatusCode == expected)
            {
                return true;
            }

            violations.Enqueue($"{what} was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
        }
        catch (HttpRequestException broken)
        {
            violations.Enqueue($"{what} was not answered: {broken.Message}");
        }

        return false;
    }
}
