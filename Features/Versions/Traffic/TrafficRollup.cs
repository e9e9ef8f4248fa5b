using Mobile.Features.Data;

namespace Mobile.Features.Versions.Traffic;

/// <summary>
/// Sums the minutes to hours and the hours to days, once they are over or step by step. Up to where that is done stands in a row that is also
/// the lock: of several nodes one sums, and the next finds it done.
/// </summary>
internal sealed class TrafficRollup(Database database, TimeProvider clock)
{
    /// <summary>What a node has counted in a minute is written down within this time after it; far longer than a write may take.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    /// <summary>Sums all that is over.</summary>
    public async Task RollUpAsync(CancellationToken stop)
    {
        foreach (var resolution in TrafficResolution.All)
        {
            while (await database.WriteAsync(unit => AdvanceAsync(unit, resolution), stop))
            {
            }
        }
    }

    /// <summary>Sums the next step that has traffic and is over.</summary>
    /// <returns>False when there is none.</returns>
    private async Task<bool> AdvanceAsync(DbUnit unit, TrafficResolution resolution)
    {
        await unit.ExecuteAsync(Sql.Lock, new { resolution.Name }, CancellationToken.None);
        var upTo = await UpToAsync(unit, resolution);
        var over = resolution.Follows is { } finer ? await UpToAsync(unit, finer) : clock.UnixMilliseconds(ago: Slack);
        if (upTo > (resolution.Follows is null ? clock.UnixMilliseconds(ago: -ClockMonitor.Tolerance) : over))
        {
            // A clock that was ahead has summed what was not over yet; up to then nothing would be summed any more.
            upTo = over - over % resolution.Step;
            await unit.ExecuteAsync(Sql.Advance, new { resolution.Name, done = upTo }, CancellationToken.None);
        }

        over -= over % resolution.Step;
        var first = await unit.FindAsync<long?>(resolution.First, new { upTo }, CancellationToken.None);
        var start = first is { } at ? Math.Max(upTo, at - at % resolution.Step) : over;
        var span = start - start % resolution.Length;
        var end = Math.Min(Math.Min(span + resolution.Length, start + resolution.LongestWrite), over);
        var isOver = first is not null && start < end;
        if (isOver)
        {
            if (start > span)
            {
                await unit.ExecuteAsync(resolution.Grow, new { span, start, end }, CancellationToken.None);
            }

            await unit.ExecuteAsync(resolution.Add, new { span, start, end }, CancellationToken.None);
        }

        var done = isOver ? end : Math.Min(start, over);
        if (done > upTo)
        {
            await unit.ExecuteAsync(Sql.Advance, new { resolution.Name, done }, CancellationToken.None);
        }

        return isOver;
    }

    private static Task<long> UpToAsync(DbUnit unit, TrafficResolution resolution) =>
        unit.FindAsync<long>(Sql.UpTo, new { resolution.Name }, CancellationToken.None);

    private static class Sql
    {
        public const string Lock = "UPDATE traffic_rollups SET up_to_at = up_to_at WHERE resolution = @Name";
        public const string UpTo = "SELECT up_to_at FROM traffic_rollups WHERE resolution = @Name";
        public const string Advance = "UPDATE traffic_rollups SET up_to_at = @done WHERE resolution = @Name";
    }
}
