using System.Globalization;
using System.Security.Cryptography;

namespace Mobile.Features.Data;

/// <summary>Knows the epoch of the data, which begins when the store is made and again when a backup is restored.</summary>
/// <remarks>
/// A restore undoes what apps and staff have seen. Nothing that was given out in that lost future may mean something else in the next epoch:
/// sync tokens name their epoch, and the versions of rows continue above all that were lost.
/// </remarks>
public sealed class StoreEpoch(Database database, TimeProvider clock)
{
    /// <summary>No row is changed so often between two restores. Fits 2^53 for millions of restores.</summary>
    private const long VersionsPerEpoch = 1_000_000_000;

    private volatile State current = new(0, 0, null);

    /// <summary>Random; the start of the first process after a restore draws it.</summary>
    public long Id => current.Id;

    /// <summary>No row of an earlier epoch has reached this version; 0 where the data was never restored.</summary>
    public long VersionFloor => current.VersionFloor;

    /// <summary>When the epoch began by a restore; null where the data was never restored.</summary>
    public DateTimeOffset? RestoredAt => current.RestoredAt;

    /// <summary>The version of a new row: its id may be that of a row which was lost.</summary>
    public long FirstVersion => Math.Max(1, VersionFloor);

    /// <summary>The version that follows <paramref name="version"/> of a row.</summary>
    public long NextVersion(long version) => Math.Max(version + 1, VersionFloor);

    /// <summary>Reads the epoch, and draws it where there is none.</summary>
    internal async Task LoadAsync(CancellationToken cancellationToken)
    {
        var id = await database.FindOrAddAsync<string>(Sql.FindId, null, Sql.InsertId, () => new { value = Draw().ToString(CultureInfo.InvariantCulture) }, cancellationToken);
        var (floor, restoredAt) = await database.ReadAsync(unit => ReadAsync(unit, cancellationToken), cancellationToken);
        current = new(long.Parse(id, CultureInfo.InvariantCulture), floor, restoredAt == 0 ? null : restoredAt.ToTime());
    }

    /// <summary>Tells whether a restore has ended the epoch, and no process has started since.</summary>
    public async Task<bool> HasEndedAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(unit => unit.FindAsync<string>(Sql.FindEnded, null, cancellationToken), cancellationToken) is not null;

    /// <summary>Ends the epoch, so that the next start draws another and refuses the sync tokens of before. No process may serve meanwhile.</summary>
    /// <param name="lostFloor">The floor of the data that is replaced; 0 where it is not known.</param>
    public async Task EndAsync(long lostFloor, CancellationToken cancellationToken)
    {
        var now = clock.UnixMilliseconds();
        var floor = await database.WriteAsync(
            async unit =>
            {
                var (before, _) = await ReadAsync(unit, cancellationToken);
                var previous = Math.Max(before, lostFloor);

                // By the time, above all that a database without a restore can have reached; and by a step, should the clock go wrong.
                var next = previous == 0 ? now : Math.Max(now, previous + VersionsPerEpoch);
                await unit.ExecuteAsync(Sql.Delete, null, cancellationToken);
                await unit.ExecuteAsync(
                    Sql.InsertRestore,
                    new { floor = next.ToString(CultureInfo.InvariantCulture), restoredAt = now.ToString(CultureInfo.InvariantCulture) },
                    cancellationToken);
                return next;
            },
            cancellationToken);
        current = current with { VersionFloor = floor, RestoredAt = now.ToTime() };
    }

    private static async Task<(long Floor, long RestoredAt)> ReadAsync(DbUnit unit, CancellationToken cancellationToken) =>
        (Parse(await unit.FindAsync<string>(Sql.FindFloor, null, cancellationToken)), Parse(await unit.FindAsync<string>(Sql.FindRestoredAt, null, cancellationToken)));

    private static long Parse(string? value) => value is null ? 0 : long.Parse(value, CultureInfo.InvariantCulture);

    private static long Draw() => BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    private sealed record State(long Id, long VersionFloor, DateTimeOffset? RestoredAt);

    internal static class Sql
    {
        public const string FindFloor = "SELECT value FROM store_info WHERE name = 'version_floor'";
        public const string FindRestoredAt = "SELECT value FROM store_info WHERE name = 'restored_at'";
        public const string FindEnded = $"{FindRestoredAt} AND NOT EXISTS ({FindId})";
        public const string FindId = "SELECT value FROM store_info WHERE name = 'epoch'";
        public const string InsertId = "INSERT INTO store_info (name, value) VALUES ('epoch', @value)";
        public const string Delete = "DELETE FROM store_info WHERE name IN ('epoch', 'version_floor', 'restored_at')";
        public const string InsertRestore = "INSERT INTO store_info (name, value) VALUES ('version_floor', @floor), ('restored_at', @restoredAt)";
    }
}
