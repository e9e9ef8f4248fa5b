using System.Data.Common;
using System.Globalization;
using Mobile.Features.Data;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Push.NotificationHubs;

/// <summary>
/// One process at a time tells the hub of devices, one call at a time for each of them. So the hub never gets an older state of a
/// device after a newer one, whoever is killed or slow: who takes over waits until every call of the predecessor is over.
/// </summary>
internal sealed class HubLease(Database database, PushWorker worker, ClockMonitor monitor, TimeProvider clock)
{
    public const string Find = "SELECT value FROM store_info WHERE name = 'hub_lease'";

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(15);

    /// <summary>The process's name is for people; the id tells apart those that have had the same one.</summary>
    private readonly string holder = $"{Ids.New(clock)} {worker.Name}";
    private readonly LeaseWatch watch = new(monitor, clock, Length);
    private string? mine;
    private Deadline ends;

    /// <summary>How long it is still held.</summary>
    public TimeSpan Left => mine is null ? TimeSpan.Zero : ends.Left(clock);

    /// <summary>What a stored lease says.</summary>
    public static (DateTimeOffset Until, string Holder) Read(string value)
    {
        var parts = value.Split(' ');
        return (long.Parse(parts[0], CultureInfo.InvariantCulture).ToTime(), parts[^1]);
    }

    /// <summary>Takes it or holds it longer.</summary>
    /// <returns>False while another process holds it.</returns>
    public async Task<bool> TakeAsync(CancellationToken stop)
    {
        var next = Deadline.After(clock, Length);
        var seen = await database.ReadAsync(unit => unit.FindAsync<string>(Find, null, stop), stop);
        if (seen is not null && seen != mine && watch.FindEnded([(seen, Read(seen).Until.ToUnixTimeMilliseconds())]) is [])
        {
            return false;
        }

        var value = string.Create(CultureInfo.InvariantCulture, $"{clock.UnixMilliseconds(ago: -Length)} {holder}");
        if (!await WriteAsync(seen, value, stop))
        {
            return false;
        }

        (mine, ends) = (value, next);
        return true;
    }

    /// <summary>Lets another process take over at once. No call may be under way.</summary>
    public async Task ReleaseAsync(CancellationToken stop)
    {
        if (mine is { } held)
        {
            mine = null;
            await database.WriteAsync(unit => unit.ExecuteAsync(Sql.Delete, new { held }, stop), stop);
        }
    }

    private async Task<bool> WriteAsync(string? seen, string value, CancellationToken stop)
    {
        try
        {
            return await database.WriteAsync(
                unit => unit.ExecuteAsync(seen is null ? Sql.Insert : Sql.Update, new { seen, value }, stop), stop) == 1;
        }
        catch (DbException taken) when (database.Dialect.IsUniqueViolation(taken))
        {
            return false;
        }
    }

    private static class Sql
    {
        public const string Insert = "INSERT INTO store_info (name, value) VALUES ('hub_lease', @value)";
        public const string Update = "UPDATE store_info SET value = @value WHERE name = 'hub_lease' AND value = @seen";
        public const string Delete = "DELETE FROM store_info WHERE name = 'hub_lease' AND value = @held";
    }
}
