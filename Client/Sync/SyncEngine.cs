using System.Net.Http.Json;

namespace Mobile.Client;

/// <summary>Flushes the queue and pulls the delta, round by round, until there is nothing left of either. One sync runs at a time.</summary>
internal sealed class SyncEngine(
    MobileClientOptions options, ApiAddress api, ApiCalls calls, LocalStore store, WriteQueue queue, Backoff backoff) : IDisposable
{
    /// <summary>A document that others change this often in a row is left to the next sync.</summary>
    private const int MaxResends = 8;

    private readonly ConflictResolver conflicts = new(options, store, queue);
    private readonly SemaphoreSlim gate = new(1);

    public Task<SyncReport> SyncAsync(CancellationToken stop) => AloneAsync(() => RunAsync(stop), stop);

    /// <summary>Runs while no sync does.</summary>
    public async Task<T> AloneAsync<T>(Func<Task<T>> work, CancellationToken stop)
    {
        await gate.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task<SyncReport> RunAsync(CancellationToken stop)
    {
        var report = new SyncReport();
        for (var (failures, resends) = (0, 0); ;)
        {
            var settled = await RunRoundAsync(stop).ConfigureAwait(false);
            report = report.Add(settled);
            if (settled.Fatal is { } problem && !(settled.QueueHasMore && settled.Sent > 0))
            {
                // An app that is too old may still send what it queued before; so the queue goes on as long as something lands.
                throw problem.SaysAccountDeleted ? new SignInRequiredException(accountIsDeleted: true) : new ApiProblemException(problem);
            }

            failures = settled.Retry ? failures + 1 : 0;
            resends = settled.Resend ? resends + 1 : 0;
            if (settled.IsLast || failures == options.MaxAttempts || resends == MaxResends || settled.RetryAfter > options.LongestWait)
            {
                var (pending, dead) = await store.RunAsync(unit => unit.Writes.Count(), CancellationToken.None).ConfigureAwait(false);
                return report with { Pending = pending, DeadLetters = dead };
            }

            if (settled.Retry)
            {
                await Task.Delay(backoff.Wait(failures - 1, settled.RetryAfter), options.TimeProvider, stop).ConfigureAwait(false);
            }
        }
    }

    private async Task<Settled> RunRoundAsync(CancellationToken stop)
    {
        var round = await store.RunAsync(Round.Plan, stop).ConfigureAwait(false);
        var answers = await SendAsync(round, stop).ConfigureAwait(false);
        var settled = await store.RunAsync(
            unit => new Settlement(unit, round, answers, backoff).Run(), CancellationToken.None).ConfigureAwait(false);
        queue.Reject(settled.Rejected, deadLetters: true);
        await conflicts.ResolveAsync(settled, stop).ConfigureAwait(false);
        return settled;
    }

    private async Task<RoundAnswer> SendAsync(Round round, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, api.Batch)
        {
            Content = JsonContent.Create(round.ToRequest(options.Collections), ClientJson.Default.BatchRequest),
        };

        // Each write in it has its own key.
        request.Options.Set(RetryHandler.Repeatable, true);
        return await calls.SendAsync(
            request,
            ExpectedAnswer.Json(WireJson.Default.BatchReply, reply => round.ReadAnswer(reply, options.Collections), Refusals.ReadProblem),
            stop).ConfigureAwait(false);
    }
}
