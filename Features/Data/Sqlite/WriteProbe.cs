using System.Data.Common;
using System.Diagnostics;
using System.Globalization;

namespace Mobile.Features.Data.Sqlite;

/// <summary>
/// Tells what became of the last write. Where it failed, tries one from time to time, so that writes are known to work again without
/// traffic.
/// </summary>
internal sealed class WriteProbe(SqliteWriter writer)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Why the last group that failed was not committed; null once a probe was. The commit of a group that has changed nothing proves
    /// nothing.
    /// </summary>
    private volatile string? fault;
    private long lastProbe;

    /// <param name="failure">Of a group; null where it was committed.</param>
    public void Note(StoreUnavailableException? failure) => fault = failure?.Message ?? fault;

    /// <returns>Null where writes are committed, as far as is known.</returns>
    public async Task<string?> FindFaultAsync(CancellationToken stop)
    {
        var before = Interlocked.Read(ref lastProbe);
        var isDue = fault is not null && (before == 0 || Stopwatch.GetElapsedTime(before) >= Interval);
        if (!isDue || Interlocked.CompareExchange(ref lastProbe, Stopwatch.GetTimestamp(), before) != before)
        {
            return fault;
        }

        try
        {
            await writer.EnqueueAsync(unit => WriteAsync(unit, stop), stop);
            fault = null;
        }
        catch (Exception failure) when (failure is StoreUnavailableException or DbException)
        {
            // The fault stands, or there is a new one.
        }

        return fault;
    }

    /// <summary>Writes something new: SQLite skips a page that would be as it was.</summary>
    private static async Task<int> WriteAsync(DbUnit unit, CancellationToken stop)
    {
        var row = new { value = Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture) };
        var updated = await unit.ExecuteAsync(Sql.Update, row, stop);
        return updated > 0 ? updated : await unit.ExecuteAsync(Sql.Insert, row, stop);
    }

    private static class Sql
    {
        public const string Update = "UPDATE store_info SET value = @value WHERE name = 'write_probe'";
        public const string Insert = "INSERT INTO store_info (name, value) VALUES ('write_probe', @value)";
    }
}
