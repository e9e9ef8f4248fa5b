using System.Data.Common;
using System.Globalization;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Push.NotificationHubs;

/// <summary>
/// The life of the hub that its registrations belong to. Each row of <c>devices</c> says in which life the hub was last told of it, 0 being
/// never: so a hub that lost everything is rebuilt by counting one up, and what is left to do is always in the table.
/// </summary>
public sealed class HubGeneration(DbSession db, Audit audit)
{
    private const string First = "1";

    public async Task<long> ReadAsync(CancellationToken stop) => Number(await db.FindAsync<string>(Sql.Find, null, stop) ?? First);

    /// <summary>Begins another life, unless the present one still has devices of an earlier one to tell of.</summary>
    /// <param name="actor">For the audit log.</param>
    /// <returns>Whether it began now.</returns>
    public async Task<bool> BeginAsync(string actor, CancellationToken stop)
    {
        try
        {
            return await db.WriteAsync(() => RaiseAsync(actor, stop), stop);
        }
        catch (DbException exists) when (db.Dialect.IsUniqueViolation(exists))
        {
            // Somebody else has begun the second life at the same moment.
            return false;
        }
    }

    public async Task<HubProgress> ProgressAsync(CancellationToken stop)
    {
        var generation = await ReadAsync(stop);
        var counts = (await db.FindAsync<Counts>(Sql.Count, new { generation }, stop))!;
        return new(generation, counts.Total, counts.Total - counts.Pending, counts.Earlier > 0);
    }

    private async Task<bool> RaiseAsync(string actor, CancellationToken stop)
    {
        var seen = await db.FindAsync<string>(Sql.Find, null, stop);
        var generation = Number(seen ?? First);
        if (await db.FindAsync<long>(Sql.IsRebuilding, new { generation }, stop) > 0)
        {
            return false;
        }

        var value = (generation + 1).ToString(CultureInfo.InvariantCulture);
        if (seen is null)
        {
            await db.ExecuteAsync(Sql.Insert, new { value });
        }
        else if (await db.ExecuteAsync(Sql.Update, new { value, seen }) == 0)
        {
            return false;
        }

        await audit.RecordAsync(actor, "hub-rebuild-started", "hub", $"Life {value}");
        return true;
    }

    private static long Number(string value) => long.Parse(value, CultureInfo.InvariantCulture);

    private sealed class Counts
    {
        public long Total { get; init; }

        public long Pending { get; init; }

        public long Earlier { get; init; }
    }

    private static class Sql
    {
        public const string Find = "SELECT value FROM store_info WHERE name = 'hub_generation'";
        public const string Insert = "INSERT INTO store_info (name, value) VALUES ('hub_generation', @value)";
        public const string Update = "UPDATE store_info SET value = @value WHERE name = 'hub_generation' AND value = @seen";

        public const string IsRebuilding = """
            SELECT CAST(CASE WHEN EXISTS (SELECT 1 FROM devices WHERE hub_generation > 0 AND hub_generation < @generation) THEN 1 ELSE 0 END AS bigint)
            """;

        public const string Count = """
            SELECT CAST((SELECT COUNT(*) FROM devices) AS bigint) AS Total,
                CAST((SELECT COUNT(*) FROM devices WHERE hub_generation < @generation) AS bigint) AS Pending,
                CAST((SELECT COUNT(*) FROM devices WHERE hub_generation > 0 AND hub_generation < @generation) AS bigint) AS Earlier
            """;
    }
}

/// <summary>How much of what it should know the hub knows.</summary>
/// <param name="Generation">The life of the hub; 1 until it is rebuilt for the first time.</param>
/// <param name="Total">Devices in the table, with those that the hub is to forget.</param>
/// <param name="Done">Of them those that the hub was told of.</param>
/// <param name="IsRebuilding">Whether some are left over from an earlier life.</param>
public sealed record HubProgress(long Generation, long Total, long Done, bool IsRebuilding);
