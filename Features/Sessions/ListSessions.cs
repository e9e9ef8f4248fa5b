using Microsoft.AspNetCore.Http.HttpResults;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Sessions;

/// <summary>The devices on which the caller is signed in, the one that asks first, and then the most recently used.</summary>
public static class ListSessions
{
    private const int Max = 100;

    public sealed record SessionV2(string Id, string? DeviceId, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, bool Current);

    public sealed record Response(IReadOnlyList<SessionV2> Items);

    public static void Map(ApiVersions api) =>
        api.V2.MapGet("/sessions", async Task<Ok<Response>> (Handler handler, CancellationToken stop) =>
                TypedResults.Ok(new Response(await handler.ListAsync(stop))))
            .WithSummary("List the caller's sessions");

    public sealed class Handler(DbSession db, Caller caller, TimeProvider clock)
    {
        public async Task<IReadOnlyList<SessionV2>> ListAsync(CancellationToken stop)
        {
            var rows = await db.QueryAsync<Row>(
                $"{Sql.Active} {db.Dialect.Limit}", new { caller.UserId, caller.SessionId, now = clock.UnixMilliseconds(), limit = Max }, stop);
            return [.. rows.Select(row =>
                new SessionV2(row.Id, row.DeviceId, row.CreatedAt.ToTime(), row.RotatedAt.ToTime(), row.Id == caller.SessionId))];
        }
    }

    private sealed record Row(string Id, string? DeviceId, long CreatedAt, long RotatedAt);

    private static class Sql
    {
        public const string Active = """
            SELECT id AS Id, device_id AS DeviceId, created_at AS CreatedAt, rotated_at AS RotatedAt
            FROM sessions
            WHERE user_id = @UserId AND revoked_at IS NULL AND expires_at > @now
            ORDER BY CASE WHEN id = @SessionId THEN 0 ELSE 1 END, rotated_at DESC, id DESC
            """;
    }
}
