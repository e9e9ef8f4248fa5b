using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Mobile.Client;

/// <summary>Flushes the queue and pulls the delta, round by round, until there is nothing left of either. One sync runs at a time.</summary>
internal sealed class SyncEngine(
    MobileClientOptions options, ApiAddress api, HttpClient http, LocalStore store, WriteQueue queue, Backoff backoff) : IDisposable
{
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
        for (var failures = 0; ;)
        {
            var round = await store.RunAsync(Round.Plan, stop).ConfigureAwait(false);
            var reply = await SendAsync(round, stop).ConfigureAwait(false);
            var settled = await store.RunAsync(unit => new Settlement(unit, round, reply, backoff).Run(), CancellationToken.None).ConfigureAwait(false);
            Report(settled.Rejected, deadLetters: true);
            var again = false;
            foreach (var conflict in settled.Conflicts)
            {
                again |= await ResolveAsync(conflict, settled, stop).ConfigureAwait(false);
            }

            report = report.Add(settled);
            if (settled.Fatal is { } problem)
            {
                throw new ApiProblemException(problem);
            }

            failures = settled.Retry ? failures + 1 : 0;
            if (failures == options.MaxAttempts || settled.RetryAfter > options.LongestWait || !(again || HasMore(round, settled)))
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

    private static bool HasMore(Round round, Settled settled) => settled.Retry || settled.More || !round.EmptiesQueue;

    private async Task<BatchReply> SendAsync(Round round, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, api.Batch)
        {
            Content = JsonContent.Create(round.ToRequest(options.Collections), ClientJson.Default.BatchRequest),
        };
        request.Options.Set(RetryHandler.Repeatable, true);
        using var answer = await http.SendAsync(request, stop).ConfigureAwait(false);
        var body = await answer.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode)
        {
            return ServerJson.Read(body, ClientJson.Default.BatchReply);
        }

        throw Backoff.IsTransient((int)answer.StatusCode)
            ? new ServerUnreachableException(answer, backoff.RetryAfter(answer.Headers.RetryAfter))
            : new ApiProblemException(Problem.From(answer.StatusCode, body));
    }

    /// <returns>Whether the write is to be sent again.</returns>
    private async Task<bool> ResolveAsync(QueuedWrite write, Settled settled, CancellationToken stop)
    {
        switch (await DecideAsync(write, stop).ConfigureAwait(false))
        {
            case null:
                var dead = await store.RunAsync(unit => unit.Writes.Bury(write, write.Problem!), stop).ConfigureAwait(false);
                settled.Rejected.AddRange(dead);
                Report(dead, deadLetters: true);
                return false;
            case var resolution when resolution == Resolution.KeepServer:
                await store.RunAsync(unit => unit.Writes.Drop(write), stop).ConfigureAwait(false);
                settled.Rejected.Add(write);
                Report([write], deadLetters: false);
                return false;
            case var resolution:
                var rebased = Rebase(write, resolution.Patch);
                await store.RunAsync(unit => unit.Writes.Rebase(rebased), stop).ConfigureAwait(false);
                return true;
        }
    }

    private async Task<Resolution?> DecideAsync(QueuedWrite write, CancellationToken stop)
    {
        if (write.Problem is not { ConflictingFields: { Count: > 0 } fields })
        {
            return Resolution.KeepMine;
        }

        var before = write.Base is null ? null : JsonNode.Parse(write.Base);
        var conflict = new Conflict(
            write.ToRefused(), before as JsonObject, write.Effect.ApplyTo(before) as JsonObject, CurrentOf(write) is { } current ? JsonNode.Parse(current) as JsonObject : null, fields);
        return await options.ConflictPolicies.GetValueOrDefault(write.Collection, ConflictPolicy.SetAside).DecideAsync(conflict, stop).ConfigureAwait(false);
    }

    private QueuedWrite Rebase(QueuedWrite write, JsonObject? patch)
    {
        var rebased = write with
        {
            Key = options.TimeProvider.NewId(),
            BaseVersion = write.Problem!.CurrentVersion,
            Base = CurrentOf(write),
        };
        return patch is null ? rebased
            : write.Method == "PATCH" ? rebased with { Body = QueuedWrite.TextOf(patch), Effect = Effect.Patch(patch) }
            : throw new InvalidOperationException($"A merge patch cannot stand in for {write.Method} {write.Url}.");
    }

    private static string? CurrentOf(QueuedWrite write) => write.Problem!.Current?.GetRawText();

    private void Report(IEnumerable<QueuedWrite> rejected, bool deadLetters)
    {
        foreach (var write in rejected)
        {
            queue.Reject(new(write.ToRefused(), deadLetters));
        }
    }
}
