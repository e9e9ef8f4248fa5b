using System.Diagnostics.Metrics;
using Mobile.Features.Data;

namespace Mobile.Features.Versions.Policy;

/// <summary>
/// What staff have decided, in the memory of each node: a request asks no database. Every node looks for news every two seconds; one
/// that cannot read goes on with what it knows, for no app is refused because we fail.
/// </summary>
public sealed partial class VersionPolicy : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly Database database;
    private readonly TimeProvider clock;
    private readonly ILogger<VersionPolicy> logger;
    private readonly LogThrottle failures;
    private readonly SemaphoreSlim oneAtATime = new(1);
    private volatile PolicySnapshot current = PolicySnapshot.Initial;
    private long readAt;

    public VersionPolicy(Database database, TimeProvider clock, IMeterFactory meters, ILogger<VersionPolicy> logger)
    {
        (this.database, this.clock, this.logger, failures) = (database, clock, logger, new(clock));
        readAt = clock.UnixMilliseconds();
        meters.Create("Mobile.Versions").CreateObservableGauge(
            "mobile.version_policy.age",
            () => (clock.UnixMilliseconds() - Volatile.Read(ref readAt)) / 1000.0,
            "s",
            "Since this node last read the version policy.");
    }

    public PolicySnapshot Current => current;

    /// <summary>
    /// Reads the policy where it is another one: a later one as a rule, an earlier one where a backup was restored. Whatever goes wrong is
    /// logged, and leaves what is known: nothing in the policy, or about its store, may end a node.
    /// </summary>
    public async Task RefreshAsync(CancellationToken stop)
    {
        await oneAtATime.WaitAsync(stop);
        try
        {
            var db = new DbSession(database);
            if (await PolicyRows.RevisionAsync(db, stop) != current.Revision)
            {
                Use(await PolicyRows.ReadAsync(db, clock.UnixMilliseconds(), stop));
                Log.Read(logger, current.Revision);
            }

            Volatile.Write(ref readAt, clock.UnixMilliseconds());
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            if (failures.Admits(failure, out var others))
            {
                Log.NotRead(logger, current.Revision, others, failure);
            }
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    public override void Dispose()
    {
        oneAtATime.Dispose();
        base.Dispose();
    }

    internal void Use(PolicySnapshot read) => current = read;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => clock.EveryAsync(Interval, RefreshAsync, stoppingToken);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The version policy of revision {Revision} is in force")]
        public static partial void Read(ILogger logger, long revision);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The version policy cannot be read; revision {Revision} stays in force. Failures like it since this was logged last: {Others}")]
        public static partial void NotRead(ILogger logger, long revision, int others, Exception exception);
    }
}
