using Mobile.Features.Data;
using Mobile.Features.Sync;

namespace Mobile.Features.Profile;

/// <summary>A user's profile as their apps keep a replica of it: a collection of one.</summary>
public sealed class ProfileSync(DbSession db) : ISyncSource
{
    /// <summary>What a profile takes at most, about.</summary>
    private const int Size = 2048;

    public string Name => "profile";

    public string FeedOwner(string userId) => userId;

    public Type ItemType(string version) => typeof(ProfileBody);

    public async Task<Slice<Change>> ChangesAsync(string userId, SyncWindow window, int limit, string version, CancellationToken stop) =>
        new(
            await db.FindAsync<UserProfile>(UserProfile.FindOwn, new { UserId = userId }, stop) is { } profile
            && profile.Seq > window.After && profile.Seq <= window.UpTo
                ? [new(profile.Seq, profile.Id, ProfileBody.From(profile), Size)]
                : [],
            HasMore: false);

    public async Task<long?> FirstSinceAsync(string userId, long time, CancellationToken stop) =>
        await db.FindAsync<UserProfile>(UserProfile.FindOwn, new { UserId = userId }, stop) is { } profile && profile.UpdatedAt >= time ? profile.Seq : null;
}
