using System.Diagnostics.Metrics;
using Mobile.Features.Data;

namespace Mobile.Features.Push;

/// <summary>How far the dispatcher is behind: zero where nothing waits that is due.</summary>
public sealed class PushLags(DbSession db, TimeProvider clock)
{
    public async Task<PushLag> ReadAsync(CancellationToken stop)
    {
        var now = clock.UnixMilliseconds();
        return new(Since(now, await db.FindAsync<long?>(Sql.Outbox, new { now }, stop)), Since(now, await db.FindAsync<long?>(Sql.Due, new { now }, stop)));
    }

    private static TimeSpan Since(long now, long? due) => TimeSpan.FromMilliseconds(now - (due ?? now));

    private static class Sql
    {
        public const string Outbox = "SELECT MIN(due_at) FROM outbox WHERE state = 'pending' AND due_at <= @now";
        public const string Due = "SELECT MIN(due_at) FROM deliveries WHERE state = 'queued' AND lane = 'event' AND due_at <= @now";
    }
}

/// <param name="Outbox">For how long the oldest event waits to become a push.</param>
/// <param name="Due">For how long the oldest delivery of an event waits to be sent, from when it was due.</param>
public sealed record PushLag(TimeSpan Outbox, TimeSpan Due);

/// <summary>The same as a metric, as the dispatcher of this process has last seen it.</summary>
internal sealed class PushLagMetrics
{
    private PushLag last = new(TimeSpan.Zero, TimeSpan.Zero);

    public PushLagMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Mobile.Push");
        meter.CreateObservableGauge("mobile.push.outbox.lag", () => last.Outbox.TotalSeconds, "s", "For how long the oldest event waits to become a push.");
        meter.CreateObservableGauge("mobile.push.due.lag", () => last.Due.TotalSeconds, "s", "For how long the oldest due delivery of an event waits to be sent.");
    }

    public void Observe(PushLag lag) => last = lag;
}
