using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Mobile.Client;

/// <summary>Writes down what the answers to a round mean: one transaction for the writes, the page, and the token that follows it.</summary>
internal sealed class Settlement(LocalUnit unit, Round round, RoundAnswer answers, Backoff backoff)
{
    /// <summary>A write over which the server fails this often, over several syncs, makes way for those behind it.</summary>
    private const int MaxFailures = 20;

    /// <summary>The code of a request that the server did not run, since the batch holds no more replies.</summary>
    private const string BatchFull = "batch-full";

    private readonly Settled settled = new() { QueueHasMore = !round.EmptiesQueue };

    public Settled Run()
    {
        foreach (var (write, answer) in round.Writes.Zip(answers.Writes))
        {
            Settle(write, answer);
        }

        SettlePull();
        return settled;
    }

    private void Settle(QueuedWrite write, BatchAnswer answer)
    {
        if (WaitsForNextRound(answer))
        {
            settled.QueueHasMore = true;
        }
        else if (answer.IsSuccess || IsDoneAlready(write, answer))
        {
            unit.Writes.Acknowledge(write, DocumentOf(answer), VersionOf(answer), round.State.NextPull);
            settled.Sent++;
        }
        else if (ProblemThatStays(answer) is { } problem)
        {
            Refuse(write, problem);
        }
        else if (answer.Status == (int)HttpStatusCode.InternalServerError && unit.Writes.CountFailure(write) >= MaxFailures)
        {
            Refuse(write, Problem.From(answer.Status, answer.Body));
        }
    }

    /// <summary>
    /// What was to be removed is not there, whoever removed it; or what was to be made under an id of ours is there, from a first attempt
    /// whose key the server has forgotten.
    /// </summary>
    private static bool IsDoneAlready(QueuedWrite write, BatchAnswer answer) => (HttpStatusCode)answer.Status switch
    {
        HttpStatusCode.NotFound => write.Effect.Kind == EffectKind.Remove,
        HttpStatusCode.Conflict => write is { Effect.Kind: EffectKind.Replace, Base: null } && Problem.From(answer.Status, answer.Body).Code.EndsWith("-exists", StringComparison.Ordinal),
        _ => false,
    };

    private void Refuse(QueuedWrite write, Problem problem)
    {
        if (problem.StopsTheApp)
        {
            settled.Fatal = problem;
        }
        else if (problem is { Status: (int)HttpStatusCode.PreconditionFailed, CurrentVersion: not null })
        {
            settled.Conflicts.Add(write with { Problem = problem });
        }
        else
        {
            settled.Rejected.AddRange(unit.Writes.Bury(write, problem));
        }
    }

    /// <summary>Something else of the round was done, so that the next one gets further, at once. The first request of a round always has room.</summary>
    private bool WaitsForNextRound(BatchAnswer answer) =>
        answer.Status == (int)HttpStatusCode.TooManyRequests
        && !ReferenceEquals(answer, answers.Writes.Count > 0 ? answers.Writes[0] : answers.Pull)
        && Problem.From(answer.Status, answer.Body).Code == BatchFull;

    private void SettlePull()
    {
        if (answers.Page is { } page)
        {
            Apply(page);
        }
        else if (WaitsForNextRound(answers.Pull))
        {
            settled.DeltaHasMore = true;
        }
        else if (ProblemThatStays(answers.Pull) is { } problem)
        {
            if (problem.Code is "sync-reset-required" or "invalid-since" && round.State.Token is not null)
            {
                // A token that was good once, or that a server of another build does not know for one: either way the pull starts over.
                // The app keeps seeing what it has until the rebuild is complete.
                unit.State.Write(round.State.StartOver());
                settled.WasReset = settled.DeltaHasMore = true;
            }
            else
            {
                settled.Fatal ??= problem;
            }
        }
    }

    private void Apply(SyncPage page)
    {
        var state = round.State;
        foreach (var (collection, changes) in page.Collections)
        {
            foreach (var document in changes!.Items)
            {
                unit.Documents.SetBase(collection, document, state.Generation);
            }

            foreach (var id in changes.Deleted)
            {
                unit.Documents.DropBase(collection, id!);
            }

            settled.Pulled += changes.Items.Count;
            settled.Removed += changes.Deleted.Count;
        }

        settled.DeltaHasMore = page.More;
        if (!page.More)
        {
            settled.Removed += state.Rebuilding ? unit.Documents.DropOlderThan(state.Generation) : 0;
            unit.Writes.DropAcknowledged(state.Pull);
        }

        unit.State.Write(state with
        {
            Token = page.SyncToken,
            Pull = page.More ? state.Pull : state.Pull + 1,
            Pulling = page.More,
            Rebuilding = state.Rebuilding && page.More,
        });
    }

    /// <summary>The problem of an answer that will be the same next time; null, and noted, when it may be another one.</summary>
    private Problem? ProblemThatStays(BatchAnswer answer)
    {
        var problem = Problem.From(answer.Status, answer.Body);
        if (!problem.Retryable && !Backoff.IsTransient(problem.Status) && problem.Status != (int)HttpStatusCode.Unauthorized)
        {
            return problem;
        }

        settled.Retry = true;
        var wait = backoff.RetryAfter(answer.Header("Retry-After"));
        settled.RetryAfter = settled.RetryAfter > wait ? settled.RetryAfter : wait ?? settled.RetryAfter;
        return null;
    }

    private static string? DocumentOf(BatchAnswer answer) =>
        answer is { IsSuccess: true, Body: { ValueKind: JsonValueKind.Object } body } ? body.GetRawText() : null;

    /// <summary>The body says it, as a rule; an ETag that says more than the version is not read.</summary>
    private static long? VersionOf(BatchAnswer answer) =>
        (answer.Body is { } body ? DocumentTable.VersionOf(body) : null)
        ?? (EntityTagHeaderValue.TryParse(answer.Header("ETag"), out var tag) && long.TryParse(tag.Tag.Trim('"'), out var version)
            ? version : null);
}
