using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Sessions;

/// <summary>
/// Refuses access tokens of before a restore whose session is not alive in the restored database: it may not know the session, nor even
/// the user. They die within their 10 minutes; until then each request with one costs a read.
/// </summary>
internal sealed class LostTokens(StoreEpoch epoch, Database database)
{
    /// <summary>Clocks of nodes may disagree. A token that is younger is looked up as well, and its session is found.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(2);

    public Task CheckAsync(TokenValidatedContext context) =>
        epoch.RestoredAt is { } restoredAt && context.SecurityToken is JsonWebToken token && token.IssuedAt < restoredAt.UtcDateTime + Slack
            ? LookUpAsync(context, token)
            : Task.CompletedTask;

    private async Task LookUpAsync(TokenValidatedContext context, JsonWebToken token)
    {
        var query = new { sessionId = token.GetClaim(Caller.SessionIdClaim).Value };
        var stop = context.HttpContext.RequestAborted;
        try
        {
            if (await database.ReadAsync(unit => unit.FindAsync<string>(Sql.FindAlive, query, stop), stop) is null)
            {
                context.Fail(new SecurityTokenValidationException("The session is not known since the database was restored."));
            }
        }
        catch (Exception away) when (IsAway(away))
        {
            // Thrown from here, the framework would log each one with its trace.
            context.Fail(away);
        }
    }

    /// <summary>Tells whether the session could not be looked up: neither good nor bad, the token is to be shown again later.</summary>
    public bool IsAway(Exception? failure) => database.Dialect.IsAway(failure);

    private static class Sql
    {
        /// <summary>One of a deleted account lives until its last token has expired: the first answer to the deletion is repeated so long.</summary>
        public const string FindAlive = $"SELECT id FROM sessions WHERE id = @sessionId AND (revoked_at IS NULL OR revoked_reason = '{RevokedReasons.AccountDeleted}')";
    }
}
