using System.Data.Common;
using System.Globalization;

namespace Mobile.Features.Data;

/// <summary>What a database knows of the time.</summary>
/// <param name="SeenAt">The newest time at which a process with a trusted clock was alive; where there is none yet, when the schema was made.</param>
/// <param name="IsStored">Whether there is such a trace.</param>
/// <param name="ServerNow">By the server's own clock; null where it has none.</param>
internal sealed record ClockTrace(long SeenAt, bool IsStored, long? ServerNow)
{
    /// <summary>The trace of life, for whoever reads <c>store_info</c> by other means.</summary>
    public const string Find = "SELECT value FROM store_info WHERE name = 'clock_seen_at'";

    public const string ServerClock = "SELECT DATEDIFF_BIG(millisecond, '1970-01-01', SYSUTCDATETIME())";

    private const string SchemaMade = "SELECT MAX(applied_at) FROM schema_migrations";
    private const string Update = "UPDATE store_info SET value = @value WHERE name = 'clock_seen_at'";
    private const string Insert = "INSERT INTO store_info (name, value) VALUES ('clock_seen_at', @value)";

    public static Task<ClockTrace> ReadAsync(Database database, CancellationToken stop) => database.ReadAsync(
        async unit =>
        {
            var seen = await unit.FindAsync<string>(Find, null, stop);
            var server = database.ServerClock is { } clock ? (long?)await unit.FindAsync<long>(clock, null, stop) : null;
            var seenAt = seen is null ? await unit.FindAsync<long>(SchemaMade, null, stop) : Parse(seen);
            return new ClockTrace(seenAt, seen is not null, server);
        },
        stop);

    public static long Parse(string value) => long.Parse(value, CultureInfo.InvariantCulture);

    public static async Task WriteAsync(Database database, long now, CancellationToken stop)
    {
        var row = new { value = now.ToString(CultureInfo.InvariantCulture) };
        try
        {
            await database.WriteAsync(
                async unit => await unit.ExecuteAsync(Update, row, stop) == 1 || await unit.ExecuteAsync(Insert, row, stop) == 1, stop);
        }
        catch (DbException written) when (database.Dialect.IsUniqueViolation(written))
        {
            // Another node was first.
        }
    }
}
