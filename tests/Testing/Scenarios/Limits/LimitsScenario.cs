using System.Globalization;
using System.Net;

namespace Mobile.Testing.Scenarios.Limits;

/// <summary>
/// What one user or attacker can do to the others. A refused client that waits as told is let in; one who asks ten times what he may is not felt by
/// others; a thousand connections that send a body byte by byte keep nobody from being answered.
/// </summary>
public sealed class LimitsScenario(TestStore store, int seed, LimitsSize size, IProgress<ScenarioStep> progress)
{
    private const int ReadsPerMinute = 60;
    private const double MostSlower = 1.2;

    private static readonly string[] Users = ["alice", "bob", "pia", "vera"];

    public async Task<ScenarioReport> RunAsync()
    {
        List<string> violations = [];
        var (waited, letIn) = await WaitAsToldAsync();
        if (letIn < waited)
        {
            violations.Add($"{waited - letIn} of {waited} clients that waited as told were refused again.");
        }

        var (without, with, refused) = await MeasureNeighboursAsync();
        if (with > without * MostSlower)
        {
            violations.Add($"The others' p99 rose from {Milliseconds(without)} to {Milliseconds(with)}.");
        }

        var slow = await SlowBodies.RunAsync(store, size, progress);
        violations.AddRange(slow.Violations);
        return new(
            "limits",
            store.Engine,
            seed,
            [
                ("waited as told", $"{letIn} of {waited}"),
                ("p99 of others alone", Milliseconds(without)),
                ("beside 10 × the budget", Milliseconds(with)),
                ("his refusals", $"{refused:n0}"),
                ("slow connections", $"{slow.Connections:n0}"),
                ("closed by the server", $"{slow.Closed:n0}"),
                ("others meanwhile", $"{slow.Answered:n0}"),
                ("their p99", Milliseconds(slow.P99)),
            ],
            violations);
    }

    /// <summary>Each round empties the budget, waits for as many seconds as the refusal says, and asks once.</summary>
    private async Task<(int Waited, int LetIn)> WaitAsToldAsync()
    {
        await using var node = await ApiProcess.StartAsync(store, settings: new() { ["Limits:Reads"] = $"{ReadsPerMinute}" });
        var (waited, letIn) = (0, 0);
        await Task.WhenAll(Users.Select(async user =>
        {
            using var app = await App.SignInAsync(node.Address, user);
            for (var round = 0; round < size.Waits / Users.Length; round++)
            {
                HttpResponseMessage refused;
                do
                {
                    refused = await app.GetAsync("/api/v2/profile");
                }
                while (refused.StatusCode != HttpStatusCode.TooManyRequests);

                await Task.Delay(TimeSpan.FromSeconds(int.Parse(refused.Header("Retry-After")!, CultureInfo.InvariantCulture)));
                Interlocked.Add(ref letIn, (await app.GetAsync("/api/v2/profile")).StatusCode == HttpStatusCode.OK ? 1 : 0);
                progress.Report(new("waiting as told", Interlocked.Increment(ref waited), size.Waits));
            }
        }));
        return (waited, letIn);
    }

    /// <summary>The medians of the p99 of alternating rounds, so that what else happens on the machine meets both alike.</summary>
    private async Task<(TimeSpan Without, TimeSpan With, int Refused)> MeasureNeighboursAsync()
    {
        await using var node = await ApiProcess.StartAsync(store, settings: new() { ["Limits:Reads"] = "600" });
        using var greedy = await App.SignInAsync(node.Address, "sam");
        List<App> others = [];
        List<TimeSpan> without = [], with = [];
        var refused = 0;
        try
        {
            foreach (var user in Users)
            {
                others.Add(await App.SignInAsync(node.Address, user));
            }

            // The first rounds meet code that is not compiled yet.
            for (var round = -1; round < size.Rounds; round++)
            {
                foreach (var isGreedy in new[] { false, true })
                {
                    using var over = new CancellationTokenSource();
                    var greed = isGreedy ? AskAsync(greedy, over.Token) : Task.FromResult(0);
                    var p99 = await Pace.RunAsync(others, "/api/v2/orders?limit=5", size.RoundLength);
                    await over.CancelAsync();
                    refused += await greed;
                    if (round >= 0)
                    {
                        (isGreedy ? with : without).Add(p99);
                    }

                    progress.Report(new("measuring others", Math.Max(round, 0) + 1, size.Rounds));
                }
            }
        }
        finally
        {
            others.ForEach(app => app.Dispose());
        }

        return (Median(without), Median(with), refused);
    }

    /// <summary>A hundred requests a second, where ten are allowed.</summary>
    /// <returns>How many were refused.</returns>
    private static async Task<int> AskAsync(App greedy, CancellationToken over)
    {
        var refused = 0;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                using var answer = await greedy.GetAsync("/api/v2/orders?limit=5");
                refused += answer.StatusCode == HttpStatusCode.TooManyRequests ? 1 : 0;
            }
        }
        catch (OperationCanceledException)
        {
            // The round is over.
        }

        return refused;
    }

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms");
}

/// <param name="Waits">How many clients wait as told.</param>
/// <param name="Rounds">Of each kind, with the greedy user and without.</param>
/// <param name="Connections">That send their body byte by byte.</param>
/// <param name="Attack">For how long they do.</param>
public sealed record LimitsSize(int Waits, int Rounds, TimeSpan RoundLength, int Connections, TimeSpan Attack);
