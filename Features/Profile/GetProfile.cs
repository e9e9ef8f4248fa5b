using Microsoft.AspNetCore.Http.HttpResults;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Fields;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Profile;

/// <summary>The caller's profile.</summary>
public static class GetProfile
{
    public static void Map(ApiVersions api)
    {
        api.V1.MapGet("/profile", async Task<Results<Resource<ProfileBody>, Problem>> (Handler handler, CancellationToken stop) =>
            (await handler.GetAsync(stop)).Answer(profile => new Resource<ProfileBody>(() => ProfileBody.From(profile), profile.Version, profile.Id)))
            .WithSummary("Read the caller's profile")
            .WithProblems(ProfileProblems.ProfileNotFound)
            .WithFields<ProfileBody>();
    }

    public sealed class Handler(DbSession db, Caller caller)
    {
        public async Task<Outcome<UserProfile>> GetAsync(CancellationToken stop) =>
            await db.FindAsync<UserProfile>(UserProfile.FindOwn, new { caller.UserId }, stop) is { } profile ? profile : ProfileProblems.ProfileNotFound;
    }
}
