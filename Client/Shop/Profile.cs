using System.Text.Json.Nodes;

namespace Mobile.Client;

/// <summary>The signed-in user's profile.</summary>
public sealed class Profile
{
    /// <summary>The name of the collection, which holds one document.</summary>
    public const string Collection = "profile";

    private readonly WriteQueue writes;
    private readonly Replica replica;

    internal Profile(WriteQueue writes, Replica replica) => (this.writes, this.replica) = (writes, replica);

    /// <summary>The profile; null before the first sync.</summary>
    public async Task<Document<UserProfile>?> GetAsync(CancellationToken stop = default) =>
        (await replica.ListAsync(Collection, ClientJson.Default.UserProfile, stop).ConfigureAwait(false)).SingleOrDefault();

    /// <summary>Queues a change of the profile.</summary>
    /// <exception cref="InvalidOperationException">The profile has not been synced yet.</exception>
    public async Task UpdateAsync(ProfileChanges changes, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var profile = await GetAsync(stop).ConfigureAwait(false) ?? throw new InvalidOperationException("Sync once before you change the profile.");
        await writes.EnqueueAsync(
            new(Collection, profile.Id, HttpMethod.Patch, "/profile") { Body = changes.Patch, Effect = Effect.Patch(changes.Patch), Conditional = true },
            stop).ConfigureAwait(false);
    }
}

/// <summary>Who the user is.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Name">The user's name.</param>
/// <param name="Email">From the issuer; read-only here.</param>
/// <param name="Phone">A phone number.</param>
/// <param name="Address">Where to ship to.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="Version">Grows with each change.</param>
public sealed record UserProfile(
    string Id, string Name, string? Email = null, string? Phone = null, string? Address = null, DateTimeOffset? UpdatedAt = null, long? Version = null);

/// <summary>Changes to the profile: what is not set stays as it is.</summary>
public sealed class ProfileChanges
{
    /// <summary>The new name.</summary>
    public string? Name
    {
        get => (string?)Patch["name"];
        init => Patch["name"] = value;
    }

    /// <summary>The new phone number; null takes it away.</summary>
    public string? Phone
    {
        get => (string?)Patch["phone"];
        init => Patch["phone"] = value;
    }

    /// <summary>The new address; null takes it away.</summary>
    public string? Address
    {
        get => (string?)Patch["address"];
        init => Patch["address"] = value;
    }

    internal JsonObject Patch { get; } = [];
}
