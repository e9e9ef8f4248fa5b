using Mobile.Features.Data;

namespace Mobile.Features.Push.Sending;

/// <summary>
/// How many deliveries of a campaign are in which state and for which reason, kept with each change of theirs and in its transaction: their sum is
/// the number of deliveries at every commit. Pushes of events have a few deliveries each and are not counted.
/// </summary>
public sealed class PushCounts(DbSession db)
{
    /// <summary>No state of a delivery and no part of the sum: how many were opened, whatever is known of them otherwise.</summary>
    public const string Opened = "opened";

    /// <summary>Before the first delivery is added.</summary>
    public async Task StartAsync(string pushId)
    {
        await db.ExecuteAsync(Sql.Insert, Row(pushId, DeliveryStates.Queued, null, 0));

        // Phones that open it first at the same moment find it there, rather than both add it.
        await db.ExecuteAsync(Sql.Insert, Row(pushId, Opened, null, 0));
    }

    /// <summary>
    /// Taken first by whoever changes deliveries of a campaign: changes then wait for each other instead of meeting half-way. Nothing for an
    /// event's push.
    /// </summary>
    public Task LockAsync(string pushId, string lane) =>
        lane == DeliveryLanes.Campaign ? db.ExecuteAsync(Sql.Lock, new { pushId }) : Task.CompletedTask;

    /// <summary>Nothing for an event's push.</summary>
    public async Task MoveAsync(string pushId, string lane, Count from, Count to, int devices)
    {
        if (lane == DeliveryLanes.Campaign && devices > 0)
        {
            await AddAsync(pushId, from, -devices);
            await AddAsync(pushId, to, devices);
        }
    }

    /// <summary>Counts deliveries that have just been added.</summary>
    public async Task AddAsync(string pushId, Count count, int devices)
    {
        if (devices != 0)
        {
            await db.UpdateOrInsertAsync(Sql.Add, Sql.Insert, Row(pushId, count.State, count.Reason, devices));
        }
    }

    public async Task<IReadOnlyList<DeliveryCount>> ReadAsync(string pushId, CancellationToken stop) =>
        await db.QueryAsync<DeliveryCount>(Sql.Read, new { pushId }, stop);

    /// <summary>The same of several pushes; at most 1,000.</summary>
    public async Task<ILookup<string, DeliveryCount>> ReadAsync(IReadOnlyCollection<string> pushIds, CancellationToken stop) =>
        (await db.QueryAsync<CountOfPush>(Sql.ReadAll, new { pushIds }, stop)).ToLookup(row => row.PushId, row => row.Count, StringComparer.Ordinal);

    private static object Row(string pushId, string state, string? reason, int devices) => new { pushId, state, reason = reason ?? "", devices };

    private sealed record CountOfPush(string PushId, string State, string Reason, long Devices)
    {
        public DeliveryCount Count => new(State, Reason, Devices);
    }

    private static class Sql
    {
        public const string Lock = "UPDATE push_counts SET devices = devices WHERE push_id = @pushId AND state = 'queued' AND reason = ''";

        public const string Add = "UPDATE push_counts SET devices = devices + @devices WHERE push_id = @pushId AND state = @state AND reason = @reason";

        public const string Insert = "INSERT INTO push_counts (push_id, state, reason, devices) VALUES (@pushId, @state, @reason, @devices)";

        public const string Read = """
            SELECT state AS State, reason AS Reason, devices AS Devices FROM push_counts WHERE push_id = @pushId AND devices <> 0 ORDER BY state, reason
            """;

        public const string ReadAll = """
            SELECT push_id AS PushId, state AS State, reason AS Reason, devices AS Devices
            FROM push_counts WHERE push_id IN @pushIds AND devices <> 0 ORDER BY state, reason
            """;
    }
}

/// <summary>What is counted together.</summary>
public readonly record struct Count(string State, string? Reason = null);

/// <param name="Reason">Empty where the state needs none.</param>
public sealed record DeliveryCount(string State, string Reason, long Devices);
