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
        var sessionId = token.GetClaim(Caller.SessionIdClaim).Value;
        if (await database.ReadAsync(unit => unit.FindAsync<string>(Sql.FindAlive, new { sessionId }, context.HttpContext.RequestAborted), context.HttpContext.RequestAborted) is null)
        {
            context.Fail(new SecurityTokenValidationException("The session is not known since the database was restored."));
        }
    }

    private static class Sql
    {
        /// <summary>One of a deleted account lives until its last token has expired: the first answer to the deletion is repeated so long.</summary>
        public const string FindAlive = $"SELECT id FROM sessions WHERE id = @sessionId AND (revoked_at IS NULL OR revoked_reason = '{RevokedReasons.AccountDeleted}')";
    }
}
