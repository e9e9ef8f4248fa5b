using System.Diagnostics.Metrics;

namespace Mobile.Features.Data;

/// <summary>
/// Tells whether the wall clock of this machine may decide what is old. It is compared with the monotonic clock, with the newest time at which
/// the installation is known to have been alive, and with the clock of the database server where there is one.
/// </summary>
/// <remarks>
/// What is deleted, ended or begun because of its age cannot be taken back, and can wait for an hour. So a clock that has stepped, or that is
/// more than a day away from the newest trace of life, is believed only after it has gone evenly for a while; an installation that was really
/// off for weeks goes on by itself. Questions are answered from memory; <see cref="ClockWatch"/> asks the database each minute.
/// </remarks>
public sealed partial class ClockMonitor
{
    /// <summary>Corrections up to this are no step.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    /// <summary>After a step the clock has settled when it has gone evenly for so long.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromMinutes(10);

    /// <summary>A clock that has gone evenly for so long is believed, however far from the newest trace of life it is.</summary>
    public static readonly TimeSpan Proof = TimeSpan.FromHours(1);

    /// <summary>How far from the newest trace of life a clock is believed without that.</summary>
    public static readonly TimeSpan LongestAbsence = TimeSpan.FromDays(1);

    private static readonly TimeSpan TraceInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromHours(1);

    private readonly Database database;
    private readonly TimeProvider clock;
    private readonly ILogger<ClockMonitor> logger;
    private readonly Counter<long> steps;
    private readonly Lock gate = new();

    /// <summary>By how much the wall clock is ahead of the monotonic one, and since when that is what it is compared with.</summary>
    private (TimeSpan Ahead, long At) measure;
    private long steadySince;
    private TimeSpan? lastStep;
    private long newestTrace;

    /// <summary>Before this process left its own.</summary>
    private long foundTrace;
    private TimeSpan aheadOfServer;
    private bool isBelieved;
    private Deadline nextReport;

    public ClockMonitor(Database database, TimeProvider clock, IMeterFactory meters, ILogger<ClockMonitor> logger)
    {
        (this.database, this.clock, this.logger) = (database, clock, logger);
        steadySince = clock.GetTimestamp();
        measure = (AheadAt(steadySince), steadySince);
        var meter = meters.Create("Mobile.Clock");
        steps = meter.CreateCounter<long>("mobile.clock.steps", "{step}", "Steps of the wall clock by more than a minute.");
        meter.CreateObservableGauge("mobile.clock.trusted", () => IsTrusted ? 1 : 0, "1", "Whether the clock decides what is old: 1 yes, 0 no.");
    }

    /// <summary>Whether what is old by the wall clock may be deleted, ended or begun now.</summary>
    public bool IsTrusted
    {
        get
        {
            lock (gate)
            {
                return Judge();
            }
        }
    }

    /// <summary>For how long the wall clock has gone evenly, in the life of this process.</summary>
    public TimeSpan SteadyFor
    {
        get
        {
            lock (gate)
            {
                Look();
                return clock.GetElapsedTime(steadySince);
            }
        }
    }

    /// <summary>
    /// The time of a row that will be deleted by its age: now, or the newest trace of life where that is later. So a clock that is behind makes no
    /// row look older than it is.
    /// </summary>
    public long TimeOfRow() => Math.Max(clock.UnixMilliseconds(), Volatile.Read(ref newestTrace));

    /// <summary>
    /// Gives now, or the trace of life that the last look found where that is earlier. Whoever looks back from there misses nothing because of a
    /// clock that is ahead.
    /// </summary>
    public DateTimeOffset TimeToLookBackFrom() => Math.Min(clock.UnixMilliseconds(), Volatile.Read(ref foundTrace)).ToTime();

    /// <summary>Asks the database too, and leaves a trace of life there where the clock is trusted.</summary>
    public async Task<bool> CheckAsync(CancellationToken stop)
    {
        var started = clock.GetTimestamp();
        var trace = await ClockTrace.ReadAsync(database, stop);
        var now = clock.UnixMilliseconds();
        bool isTrusted;
        lock (gate)
        {
            (newestTrace, foundTrace) = (trace.SeenAt, trace.SeenAt);
            if (trace.ServerNow is { } server && clock.GetElapsedTime(started) < Tolerance / 2)
            {
                aheadOfServer = TimeSpan.FromMilliseconds(now - server);
            }

            isTrusted = Judge();
            Report(isTrusted, now);
        }

        if (isTrusted && (!trace.IsStored || Math.Abs(now - trace.SeenAt) >= TraceInterval.TotalMilliseconds))
        {
            await ClockTrace.WriteAsync(database, now, stop);
            Volatile.Write(ref newestTrace, now);
        }

        return isTrusted;
    }

    private TimeSpan AheadAt(long timestamp) => clock.GetUtcNow() - DateTimeOffset.UnixEpoch - clock.GetElapsedTime(0, timestamp);

    /// <summary>Compares the two clocks of this machine. The measure is renewed seldom, so that a clock that runs away in small steps is noticed.</summary>
    private void Look()
    {
        var timestamp = clock.GetTimestamp();
        var ahead = AheadAt(timestamp);
        var step = ahead - measure.Ahead;
        if (step.Duration() > Tolerance)
        {
            (lastStep, steadySince, isBelieved, nextReport) = (step, timestamp, false, default);
            steps.Add(1);
            Log.Stepped(logger, Math.Round(step.TotalSeconds));
        }
        else if (clock.GetElapsedTime(measure.At, timestamp) < Settling)
        {
            return;
        }

        measure = (ahead, timestamp);
    }

    private bool Judge()
    {
        Look();
        var steady = clock.GetElapsedTime(steadySince);
        isBelieved = isBelieved || steady >= Proof || (IsNear && (lastStep is null || steady >= Settling));
        return isBelieved && aheadOfServer.Duration() <= Tolerance;
    }

    private bool IsNear => Math.Abs(clock.UnixMilliseconds() - newestTrace) <= LongestAbsence.TotalMilliseconds;

    /// <summary>One line an hour.</summary>
    private void Report(bool isTrusted, long now)
    {
        if (isTrusted || !nextReport.HasPassed(clock))
        {
            return;
        }

        nextReport = Deadline.After(clock, ReportInterval);
        if (aheadOfServer.Duration() > Tolerance)
        {
            Log.DiffersFromServer(logger, Math.Round(aheadOfServer.TotalSeconds));
        }
        else if (!IsNear)
        {
            Log.Far(logger, Math.Round(TimeSpan.FromMilliseconds(now - newestTrace).TotalHours), Proof.TotalMinutes);
        }
        else
        {
            Log.Settles(logger, Settling.TotalMinutes);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The clock of this machine stepped by {Seconds} s")]
        public static partial void Stepped(ILogger logger, double seconds);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "Nothing is deleted by its age, and no campaign begins: the clock of this machine is {Seconds} s ahead of the database server's; set the time (NTP)")]
        public static partial void DiffersFromServer(ILogger logger, double seconds);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "Nothing is deleted by its age, and no campaign begins, until the clock has gone evenly for {Minutes} minutes: by it the installation was last alive {Hours} hours ago; if that is wrong, set the time (NTP)")]
        public static partial void Far(ILogger logger, double hours, double minutes);

        [LoggerMessage(
            Level = LogLevel.Warning, Message = "Nothing is deleted by its age, and no campaign begins, until the clock has gone evenly for {Minutes} minutes after its step")]
        public static partial void Settles(ILogger logger, double minutes);
    }
}
