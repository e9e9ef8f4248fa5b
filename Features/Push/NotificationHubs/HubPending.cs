using Mobile.Features.Data;
using Mobile.Features.Devices;

namespace Mobile.Features.Push.NotificationHubs;

/// <summary>What the hub has yet to be told: devices that changed, or that it was told of in an earlier life, or so long ago that it would forget them.</summary>
internal sealed class HubPending(Database database, TimeProvider clock)
{
    /// <summary>How long the hub keeps a device of which it hears nothing more.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    private static readonly TimeSpan RefreshAfter = TimeSpan.FromDays(30);

    public async Task<IReadOnlyList<PendingDevice>> ReadAsync(long generation, int limit, CancellationToken stop)
    {
        var parameters = new { generation, limit, before = clock.UnixMilliseconds(ago: RefreshAfter) };
        var changed = await database.ReadAsync(unit => unit.QueryAsync<PendingDevice>(Sql.Changed + unit.Dialect.Limit, parameters, stop), stop);
        return changed.Count > 0
            ? changed
            : await database.ReadAsync(unit => unit.QueryAsync<PendingDevice>(Sql.Aged + unit.Dialect.Limit, parameters, stop), stop);
    }

    /// <summary>The hub knows these, or refuses them, which is noted. One that has changed meanwhile stays pending.</summary>
    public Task ToldAsync(HubRound round, long generation, CancellationToken stop)
    {
        var now = clock.UnixMilliseconds();
        var refused = round.Refusals.Where(device => device.IsRegistered).ToHashSet();
        var rows = round.Told.Select(device => new
        {
            device.Id,
            device.Revision,
            generation,
            toldAt = device.IsRegistered ? (long?)now : null,
            refusedAt = refused.Contains(device) ? (long?)now : null,
        }).ToList();
        return rows.Count == 0 ? Task.CompletedTask : database.WriteAsync(unit => unit.ExecuteAsync(Sql.Told, rows, stop), stop);
    }

    private static class Sql
    {
        private const string Columns = "SELECT id, user_id AS UserId, platform, push_handle AS Handle, locale, unregistered_at AS UnregisteredAt, revision FROM devices ";

        public const string Changed = Columns + "WHERE hub_generation < @generation ORDER BY hub_generation ";

        public const string Aged = Columns + "WHERE hub_generation = @generation AND hub_told_at < @before AND unregistered_at IS NULL ORDER BY hub_told_at ";

        public const string Told = """
            UPDATE devices
            SET hub_generation = @generation, hub_told_at = @toldAt,
                hub_refused_at = CASE WHEN @refusedAt IS NOT NULL THEN COALESCE(hub_refused_at, @refusedAt) END
            WHERE id = @Id AND revision = @Revision
            """;
    }
}

/// <summary>A device as the hub is to know it, or to forget it.</summary>
internal sealed class PendingDevice
{
    public string Id { get; init; } = "";

    public string UserId { get; init; } = "";

    public string Platform { get; init; } = "";

    public string Handle { get; init; } = "";

    public string Locale { get; init; } = "";

    public long? UnregisteredAt { get; init; }

    public long Revision { get; init; }

    public bool IsRegistered => UnregisteredAt is null;

    public HubRequest ToRequest(DateTimeOffset now) => IsRegistered
        ? HubRequests.Upsert(new(Id, UserId, PushPlatforms.Parse(Platform), Handle, Locale, now + HubPending.Lifetime))
        : HubRequests.Delete(Id);
}
