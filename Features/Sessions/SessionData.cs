using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Privacy;

namespace Mobile.Features.Sessions;

/// <summary>Where a user was signed in. Of a deleted account nobody stays signed in, to the dashboard neither.</summary>
internal sealed class SessionData(DbSession db, Revocations revocations, TimeProvider clock) : IPersonalData, IAccountFollower
{
    private static readonly byte[] NoHash = [];

    public IReadOnlyList<PersonalTable> Tables { get; } =
    [
        new(
            "sessions",
            Kept: "For 30 days an id, times and the reason, without device and token: so a phone that asks later is told that the account was deleted."),
        new("staff_sessions", NotExported: "A sign-in to the dashboard, for 12 hours at most."),
    ];

    /// <summary>
    /// Ends the sessions as those of a deleted account, not each by itself: their access tokens are told so, and a repeated deletion gets its
    /// first answer for as long as they are good (<see cref="ClosedAccountMetadata"/>).
    /// </summary>
    public async Task DeletedAsync(string userId)
    {
        await db.ExecuteAsync(Sql.Revoke, new { userId, reason = RevokedReasons.AccountDeleted, now = clock.UnixMilliseconds() });
        await db.ExecuteAsync(Sql.DeleteStaff, new { userId });
        db.OnCommit(() => revocations.AddAccount(userId));
    }

    public IEnumerable<PersonalList> Export(string userId, string version, CancellationToken stop) =>
    [
        new("sessions", KeysetPages.ReadAsync<Row>(last => db.QueryAsync<Row>(
            $"{Sql.OfUser} {db.Dialect.Limit}",
            new { userId, at = last?.CreatedAt ?? 0, id = last?.Id ?? "", limit = KeysetPages.Size },
            stop)).Select(row => row.ToItem())),
    ];

    public async Task<Erased> EraseAsync(string userId, int batch, CancellationToken stop)
    {
        var ids = await db.QueryAsync<string>($"{Sql.Some} {db.Dialect.Limit}", new { userId, NoHash, limit = batch }, stop);
        if (ids.Count == 0)
        {
            return Erased.All;
        }

        await db.WriteAsync(() => db.ExecuteAsync(Sql.Empty, new { ids, NoHash }), stop);
        return Erased.Some;
    }

    private sealed record Row(string Id, string? DeviceId, long CreatedAt, long RotatedAt, long ExpiresAt, long? RevokedAt, string? RevokedReason)
    {
        public object ToItem() => new
        {
            Id,
            DeviceId,
            CreatedAt = CreatedAt.ToTime(),
            LastUsedAt = RotatedAt.ToTime(),
            ExpiresAt = ExpiresAt.ToTime(),
            RevokedAt = RevokedAt?.ToTime(),
            RevokedReason,
        };
    }

    private static class Sql
    {
        public const string Revoke = """
            UPDATE sessions SET revoked_at = @now, expires_at = @now, revoked_reason = @reason WHERE user_id = @userId AND revoked_at IS NULL
            """;

        public const string DeleteStaff = "DELETE FROM staff_sessions WHERE user_id = @userId";

        public const string OfUser = """
            SELECT id AS Id, device_id AS DeviceId, created_at AS CreatedAt, rotated_at AS RotatedAt, expires_at AS ExpiresAt,
                   revoked_at AS RevokedAt, revoked_reason AS RevokedReason
            FROM sessions
            WHERE user_id = @userId AND (created_at > @at OR (created_at = @at AND id > @id))
            ORDER BY created_at, id
            """;

        public const string Some = "SELECT id FROM sessions WHERE user_id = @userId AND refresh_hash <> @NoHash ORDER BY created_at";

        public const string Empty = """
            UPDATE sessions SET device_id = NULL, refresh_hash = @NoHash, parent_hash = NULL, rotation_nonce = NULL WHERE id IN @ids
            """;
    }
}

/// <summary>Why a session was ended, where others have to know it.</summary>
internal static class RevokedReasons
{
    /// <summary>With its whole account.</summary>
    public const string AccountDeleted = "account-deleted";

    /// <summary>The least recently used of a user who has signed in on more devices than may be.</summary>
    public const string TooMany = "too-many-sessions";

    /// <summary>By the user, from one of the other devices.</summary>
    public const string ByUser = "revoked-by-user";
}
