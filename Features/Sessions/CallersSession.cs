using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Idempotency;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Sessions;

/// <summary>The session of the request, for what cannot be undone: an access token alone does not show that its session lives.</summary>
public sealed class CallersSession(DbSession db, Caller caller)
{
    /// <summary>Keeps the session alive until the running write is over: who ends it waits, and then finds what was written.</summary>
    /// <returns>
    /// Null; where the session has ended, the problem to refuse the request with. The write keeps nothing then, not even the refusal: what has
    /// ended stays so, and is refused again.
    /// </returns>
    public async Task<ProblemType?> HoldAsync()
    {
        if (await db.ExecuteAsync(Sql.Hold, new { caller.SessionId }) == 1)
        {
            return null;
        }

        db.Abandon();
        return await FindEndAsync(CancellationToken.None) ?? PipelineProblems.TokenInvalid;
    }

    /// <summary>Reads whether the session has ended.</summary>
    /// <returns>Null while it lives; otherwise the problem to refuse the request with.</returns>
    public async Task<ProblemType?> FindEndAsync(CancellationToken stop) => await db.FindAsync<Row>(Sql.Find, new { caller.SessionId }, stop) switch
    {
        { RevokedAt: null } => null,
        { Reason: RevokedReasons.AccountDeleted } => PipelineProblems.AccountDeleted,
        _ => PipelineProblems.TokenInvalid,
    };

    private sealed record Row(long? RevokedAt, string? Reason);

    private static class Sql
    {
        public const string Hold = "UPDATE sessions SET revoked_at = NULL WHERE id = @SessionId AND revoked_at IS NULL";
        public const string Find = "SELECT revoked_at AS RevokedAt, revoked_reason AS Reason FROM sessions WHERE id = @SessionId";
    }
}

public static class CallersSessionRegistration
{
    /// <summary>
    /// The write cannot be undone: it is refused with 401 or 410, and nothing is done, where the session of its access token has ended on any
    /// node. Follows <see cref="IdempotencyProcessor.RequireIdempotencyKey"/>, in whose transaction it looks; a repetition of what was done
    /// before gets its first reply all the same.
    /// </summary>
    public static RouteHandlerBuilder RequireLiveSession(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilter(async (invocation, next) =>
        await invocation.HttpContext.RequestServices.GetRequiredService<CallersSession>().HoldAsync() is { } ended ? ended : await next(invocation));
}
