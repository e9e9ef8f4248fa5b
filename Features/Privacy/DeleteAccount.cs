using Microsoft.AspNetCore.Http.HttpResults;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Idempotency;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Profile;
using Mobile.Features.Sessions;

namespace Mobile.Features.Privacy;

/// <summary>
/// Deletes the caller's account, for good. The answer comes at once, whatever there is of it; the rest is erased within minutes. Signing in
/// again makes a new account.
/// </summary>
public static partial class DeleteAccount
{
    public static void Map(ApiVersions api) =>
        api.V1.MapDelete("/profile", async Task<Results<NoContent, Problem>> (IfMatch ifMatch, Handler handler, CancellationToken stop) =>
            (await handler.DeleteAsync(ifMatch, stop)).Answer(_ => TypedResults.NoContent(), ProfileBody.From))
            .WithSummary("Delete the caller's account")
            .WithConflict<ProfileBody>()
            .RequireIfMatch()
            .WithMetadata(new ClosedAccountMetadata())
            .RequireIdempotencyKey()
            .RequireLiveSession();

    public sealed class Handler(DbSession db, AccountClosing closing, Caller caller, ILogger<Handler> logger)
    {
        public async Task<Outcome<UserProfile>> DeleteAsync(IfMatch ifMatch, CancellationToken stop)
        {
            if (await db.FindAsync<UserProfile>(UserProfile.FindOwn, new { caller.UserId }, stop) is not { } profile)
            {
                return PipelineProblems.AccountDeleted;
            }

            if (!ifMatch.Allows(profile.Version))
            {
                return new Stale<UserProfile>(profile, profile.Version, []);
            }

            await closing.CloseAsync(caller.UserId, caller.UserId);
            Log.Deleted(logger, caller.UserId);
            return profile;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The user deletes account {UserId}")]
        public static partial void Deleted(ILogger logger, string userId);
    }
}
