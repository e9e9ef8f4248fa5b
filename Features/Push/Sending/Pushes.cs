using Mobile.Features.Data;
using Mobile.Features.Devices;

namespace Mobile.Features.Push.Sending;

/// <summary>What is said: written once, and never said otherwise.</summary>
public sealed class Pushes(DbSession db, TimeProvider clock)
{
    /// <summary>Within the write that decides it.</summary>
    /// <exception cref="PushTooLargeException">A platform would refuse it.</exception>
    public Task AddAsync(StoredPush push)
    {
        PushTooLargeException.ThrowIfTooLarge(push);
        var content = push.Content;
        return db.ExecuteAsync(
            Sql.Insert,
            new
            {
                push.Id,
                push.Lane,
                push.EventId,
                push.EventSeq,
                push.UserId,
                Category = content.Category.Name(),
                content.Title,
                content.Body,
                content.DeepLink,
                content.CollapseId,
                TimeToLiveSeconds = (long)content.TimeToLive.TotalSeconds,
                push.ExpiresAt,
                RetriesUnknown = push.RetriesUnknown ? 1 : 0,
                HonoursQuietHours = push.HonoursQuietHours ? 1 : 0,
                now = clock.UnixMilliseconds(),
                PushActivity.TraceParent,
            });
    }

    public async Task<StoredPush?> FindAsync(string id, CancellationToken stop) =>
        (await db.FindAsync<Row>(Sql.Find, new { id }, stop))?.ToPush();

    private sealed class Row
    {
        public required string Id { get; init; }

        public required string Lane { get; init; }

        public string? EventId { get; init; }

        public string? UserId { get; init; }

        public required string Category { get; init; }

        public required string Title { get; init; }

        public required string Body { get; init; }

        public string? DeepLink { get; init; }

        public string? CollapseId { get; init; }

        public long TimeToLiveSeconds { get; init; }

        public long? ExpiresAt { get; init; }

        public long RetriesUnknown { get; init; }

        public long HonoursQuietHours { get; init; }

        public string? TraceParent { get; init; }

        public StoredPush ToPush() => new(
            Id,
            Lane,
            new(PushCategories.Parse(Category), Title, Body, DeepLink, CollapseId, TimeSpan.FromSeconds(TimeToLiveSeconds)),
            ExpiresAt,
            RetriesUnknown == 1,
            HonoursQuietHours == 1,
            EventId,
            UserId,
            TraceParent);
    }

    private static class Sql
    {
        public const string Insert = """
            INSERT INTO pushes (id, lane, event_id, user_id, category, title, body, deep_link, collapse_id, time_to_live_seconds, expires_at,
                retries_unknown, honours_quiet_hours, created_at, trace_parent, event_seq)
            VALUES (@Id, @Lane, @EventId, @UserId, @Category, @Title, @Body, @DeepLink, @CollapseId, @TimeToLiveSeconds, @ExpiresAt,
                @RetriesUnknown, @HonoursQuietHours, @now, @TraceParent, @EventSeq)
            """;

        public const string Find = """
            SELECT id AS Id, lane AS Lane, event_id AS EventId, user_id AS UserId, category AS Category, title AS Title, body AS Body,
                deep_link AS DeepLink, collapse_id AS CollapseId, time_to_live_seconds AS TimeToLiveSeconds, expires_at AS ExpiresAt,
                retries_unknown AS RetriesUnknown, honours_quiet_hours AS HonoursQuietHours, trace_parent AS TraceParent
            FROM pushes WHERE id = @id
            """;
    }
}

/// <summary>A push was composed that a platform would refuse.</summary>
public sealed class PushTooLargeException(PushPlatform platform, int bytes)
    : Exception($"The push has {bytes} bytes for {platform.Name()}; at most {PushPayload.MaxBytes} are carried. Shorten its text or its link.")
{
    public static void ThrowIfTooLarge(StoredPush push)
    {
        foreach (var platform in Enum.GetValues<PushPlatform>())
        {
            if (push.For(platform).Payload.Length is > PushPayload.MaxBytes and var bytes)
            {
                throw new PushTooLargeException(platform, bytes);
            }
        }
    }
}
