using Mobile.Features.Data;
using Mobile.Features.Pipeline.Privacy;

namespace Mobile.Features.Profile;

/// <summary>The row of a user. Deleting the account empties it in the same transaction, so nothing is left for later.</summary>
public sealed class ProfileData(DbSession db, StoreEpoch epoch, TimeProvider clock) : IPersonalData
{
    public IReadOnlyList<PersonalTable> Tables { get; } =
    [
        new("users", Kept: "An id and times. Orders and the audit log refer to it; nothing in it says who it was."),
    ];

    /// <summary>Whoever signs in again is unknown from now on, and gets another row. Within a write.</summary>
    public Task EmptyAsync(string userId) => db.ExecuteAsync(Sql.Empty, new { userId, epoch.VersionFloor, now = clock.UnixMilliseconds() });

    /// <summary>Whether the account exists: it was made, and not deleted.</summary>
    public async Task<bool> ExistsAsync(string userId, CancellationToken stop) =>
        await db.FindAsync<UserProfile>(UserProfile.FindOwn, new { UserId = userId }, stop) is not null;

    /// <summary>What the export begins with; null for a deleted account.</summary>
    public async Task<ExportedProfile?> FindAsync(string userId, CancellationToken stop) =>
        (await db.FindAsync<Row>(Sql.Find, new { userId }, stop))?.ToProfile();

    private sealed record Row(
        string Id, string Issuer, string Subject, string? Name, string? Email, string? Phone, string? Address, long CreatedAt, long UpdatedAt)
    {
        public ExportedProfile ToProfile() => new(Id, Name, Email, Phone, Address, Issuer, Subject, CreatedAt.ToTime(), UpdatedAt.ToTime());
    }

    private static class Sql
    {
        public const string Find = """
            SELECT id AS Id, issuer AS Issuer, subject AS Subject, name AS Name, email AS Email, phone AS Phone, address AS Address,
                   created_at AS CreatedAt, updated_at AS UpdatedAt
            FROM users
            WHERE id = @userId AND deleted_at IS NULL
            """;

        /// <summary>No provider is called so: an issuer is an URL.</summary>
        public const string Empty = """
            UPDATE users
            SET issuer = 'deleted', subject = id, name = NULL, email = NULL, phone = NULL, address = NULL,
                version = CASE WHEN version < @VersionFloor THEN @VersionFloor ELSE version + 1 END, updated_at = @now, deleted_at = @now
            WHERE id = @userId AND deleted_at IS NULL
            """;
    }
}

/// <summary>A profile with all that its row holds.</summary>
/// <param name="Issuer">At which identity provider the user signs in.</param>
/// <param name="Subject">What that provider calls the user.</param>
public sealed record ExportedProfile(
    string Id,
    string? Name,
    string? Email,
    string? Phone,
    string? Address,
    string Issuer,
    string Subject,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);
