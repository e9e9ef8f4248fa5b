using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Sessions;

/// <summary>The sessions of a user for staff, the newest first, also those that have ended and are not collected yet.</summary>
public static class ListUserSessions
{
    private const int Max = 100;

    /// <param name="DeviceId">What the app called its device at the sign-in; null where it did not.</param>
    /// <param name="LastUsedAt">When its tokens were last refreshed.</param>
    /// <param name="EndedAt">Null while it lives.</param>
    /// <param name="EndedReason">Kebab-case; <c>expired</c> where nobody has ended it.</param>
    public sealed record Session(
        string Id, string? DeviceId, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt, DateTimeOffset? EndedAt, string? EndedReason);

    public sealed class Handler(DbSession db, Staff staff, TimeProvider clock)
    {
        /// <exception cref="ProblemException">403: the caller may not look at it.</exception>
        public async Task<IReadOnlyList<Session>> ListAsync(string userId, CancellationToken stop)
        {
            staff.MustBeStaff();
            var now = clock.UnixMilliseconds();
            var rows = await db.QueryAsync<Row>($"{Sql.OfUser} {db.Dialect.Limit}", new { userId, limit = Max }, stop);
            return [.. rows.Select(row => row.ToSession(now))];
        }
    }

    private sealed record Row(string Id, string? DeviceId, long CreatedAt, long RotatedAt, long ExpiresAt, long? RevokedAt, string? RevokedReason)
    {
        public Session ToSession(long now)
        {
            var endedAt = RevokedAt ?? (ExpiresAt <= now ? ExpiresAt : null);
            return new(
                Id, DeviceId, CreatedAt.ToTime(), RotatedAt.ToTime(), ExpiresAt.ToTime(), endedAt?.ToTime(), endedAt is null ? null : RevokedReason ?? "expired");
        }
    }

    private static class Sql
    {
        public const string OfUser = """
            SELECT id AS Id, device_id AS DeviceId, created_at AS CreatedAt, rotated_at AS RotatedAt, expires_at AS ExpiresAt,
                   revoked_at AS RevokedAt, revoked_reason AS RevokedReason
            FROM sessions
            WHERE user_id = @userId
            ORDER BY created_at DESC, id DESC
            """;
    }
}
