using Microsoft.OpenApi;
using Mobile.Features.Data;
using Mobile.Features.Pipeline.Limits;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Pipeline.Idempotency;

/// <summary>
/// Makes a write happen once per user and key (draft-ietf-httpapi-idempotency-key-header). The claim of the key, the business rows
/// and the reply commit in one transaction, and only then does the reply leave: there is no moment at which the write exists
/// without its answer, and no lease that could expire.
/// </summary>
public static class IdempotencyProcessor
{
    public const string ReplayedHeader = "Idempotent-Replayed";

    private static readonly ParameterMetadata Header = new(
        IdempotencyKey.HeaderName,
        ParameterLocation.Header,
        "A fresh unique value for each new write, such as a UUID; the same value on each retry of it.",
        new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 16, MaxLength = 255 },
        Required: true,
        Example: "0197f0a0-5c1e-7b3a-9f00-0c8f6f7a1d42");

    /// <summary>
    /// The endpoint requires <c>Idempotency-Key</c>. Its handler runs inside the write transaction and decides before it writes:
    /// what it refuses with 404, 409, 410, 412 or 422 is remembered by its code. A precondition that can never hold again is not, and so a
    /// repetition learns of the state of then.
    /// </summary>
    public static RouteHandlerBuilder RequireIdempotencyKey(this RouteHandlerBuilder endpoint)
    {
        endpoint.WithMetadata(new IdempotencyMetadata(), Header);
        endpoint.WithProblems(
            PipelineProblems.IdempotencyKeyMissing,
            PipelineProblems.IdempotencyKeyInvalid,
            PipelineProblems.RequestInFlight,
            PipelineProblems.AccountDeleted,
            PipelineProblems.IdempotencyKeyReused);
        endpoint.Add(builder =>
        {
            var next = builder.RequestDelegate!;
            builder.RequestDelegate = context => ReplayOrRunAsync(context, next);
        });
        return endpoint.AddEndpointFilter(RunOnceAsync);
    }

    /// <summary>Before binding and validation, so that a repetition gets the first reply whatever this build thinks of the request.</summary>
    private static async Task ReplayOrRunAsync(HttpContext context, RequestDelegate next)
    {
        var request = await KeyedRequest.ReadAsync(context);
        var store = context.RequestServices.GetRequiredService<IdempotencyStore>();
        if (await store.FindAsync(request, context.RequestAborted) is { } found)
        {
            await Replay(context, found).ExecuteAsync(context);
            return;
        }

        var admission = context.RequestServices.GetRequiredService<WriteAdmission>();
        if (!admission.TryEnter())
        {
            await ShedLoad.Refusal().ExecuteAsync(context);
            return;
        }

        try
        {
            context.Features.Set(request);
            await next(context);
        }
        finally
        {
            admission.Leave();
        }
    }

    /// <summary>After binding and validation, which need no transaction: the handler and its reply, in one.</summary>
    private static async ValueTask<object?> RunOnceAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var request = context.Features.Get<KeyedRequest>()!;
        var db = context.RequestServices.GetRequiredService<DbSession>();
        var store = context.RequestServices.GetRequiredService<IdempotencyStore>();

        var (claim, reply) = await db.WriteAsync<(Claim Claim, StoredReply? Reply)>(
            async () =>
            {
                var claim = await store.ClaimAsync(request);
                if (claim != Claim.Granted)
                {
                    db.Abandon();
                    return (claim, null);
                }

                var result = await next(invocation);
                var reply = await StoredReply.CaptureAsync(context, result);
                if (reply.IsRemembered && !IsOutdated(invocation, result))
                {
                    await store.RecordAsync(request, reply.ToStore());
                }
                else
                {
                    db.Abandon();
                }

                return (claim, reply);
            },
            context.RequestAborted);

        return claim switch
        {
            Claim.Granted => reply,
            Claim.Taken when await store.FindAsync(request, context.RequestAborted) is { } found => Replay(context, found),
            _ => new Problem(PipelineProblems.RequestInFlight) { RetryAfterSeconds = 1 },
        };
    }

    /// <summary>
    /// Tells whether the write was meant for versions that are over, or lost by a restore. Versions only grow, so that it is refused again
    /// whenever it comes, with the state of then; one that the row has yet to reach could let it pass another time.
    /// </summary>
    private static bool IsOutdated(EndpointFilterInvocationContext invocation, object? result)
    {
        if (Problem.Of(result)?.Conflict is not { } conflict)
        {
            return false;
        }

        var floor = invocation.HttpContext.RequestServices.GetRequiredService<StoreEpoch>().VersionFloor;
        return invocation.Arguments.OfType<IfMatch>().Any(match => match.IsBefore(Math.Max(conflict.CurrentVersion, floor)));
    }

    private static IResult Replay(HttpContext context, (StoredReply Reply, bool Matches) found)
    {
        if (!found.Matches)
        {
            return PipelineProblems.IdempotencyKeyReused;
        }

        context.Response.Headers[ReplayedHeader] = "true";
        Signal.Replayed.SayOn(context);
        return found.Reply.ProblemCode is { } code
            ? new ReplayedProblem(context.RequestServices.GetRequiredService<ProblemTypes>().Find(code, found.Reply.Status))
            : found.Reply;
    }

    /// <summary>The problem anew, of this request and with the detail of its kind; counted as a replay.</summary>
    private sealed class ReplayedProblem(ProblemType type) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            await type.ExecuteAsync(httpContext);
            Signal.Replayed.SayOn(httpContext);
        }
    }
}

/// <summary>The endpoint runs once per idempotency key.</summary>
public sealed record IdempotencyMetadata;
