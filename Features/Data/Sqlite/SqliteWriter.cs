using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Mobile.Features.Data.Sqlite;

/// <summary>
/// The one writer of a process. It drains a queue: each unit of work in a savepoint, and one commit (one fsync) for all
/// that queued while the last fsync ran. Callers learn their result only after that commit.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    /// <summary>Bounds how long the first unit of a group waits for the last.</summary>
    private const int MaxGroup = 256;

    /// <summary>
    /// How long a group stays open for others while writers come together: a commit costs as much for one unit as for many, and those whom the
    /// last one answered are on their way back. A writer that is alone does not wait.
    /// </summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(1);

    /// <summary>How long the last of those who were let in should wait.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(15);

    /// <summary>However slow the disk is, for a group of many takes little longer than one of few.</summary>
    private const int MinCapacity = 128;

    /// <summary>The weight of the latest group in <see cref="timePerUnit"/>.</summary>
    private const double Latest = 0.1;

    /// <summary>Above this a caller is told to come back later instead of waiting in memory.</summary>
    private const int MaxQueue = 8192;

#pragma warning disable CA2213 // Never disposed, so that a late caller is refused instead of surprised; it holds no handle.
    private readonly BlockingCollection<Pending> queue = new(MaxQueue);
#pragma warning restore CA2213
    private readonly PreparingSqliteConnection connection;
    private readonly SqliteCheckpoints checkpoints;
    private readonly OpenedFiles files;
    private readonly Func<string> misplaced;
    private readonly ISqlDialect dialect;
    private readonly Thread thread;

    /// <summary>Whether the last group had more than one unit.</summary>
    private bool comeTogether;

    /// <summary>What a unit took of the writer lately, with its share of the commit.</summary>
    private TimeSpan timePerUnit;
    private volatile int capacity = MinCapacity;

    /// <param name="misplaced">Says that the files are not in their places any more.</param>
    public SqliteWriter(
        PreparingSqliteConnection connection, SqliteCheckpoints checkpoints, OpenedFiles files, Func<string> misplaced, ISqlDialect dialect)
    {
        this.connection = connection;
        this.checkpoints = checkpoints;
        this.files = files;
        this.misplaced = misplaced;
        this.dialect = dialect;
        Probe = new(this);
        thread = new Thread(Drain) { IsBackground = true, Name = "SQLite writer" };
        // In nobody's trace, whoever writes first.
        thread.UnsafeStart();
    }

    /// <summary>How many units it finishes within <see cref="LongestWait"/>, by what they took lately.</summary>
    public int Capacity => capacity;

    /// <summary>Tells what became of the last write.</summary>
    public WriteProbe Probe { get; }

    public Task<T> EnqueueAsync<T>(Func<DbUnit, Task<T>> work, CancellationToken stop)
    {
        var pending = new Pending<T>(work, stop);
        try
        {
            return queue.TryAdd(pending)
                ? pending.Completion
                : Task.FromException<T>(new StoreUnavailableException($"{MaxQueue} writes are waiting already."));
        }
        catch (InvalidOperationException) when (queue.IsAddingCompleted)
        {
            return Task.FromException<T>(new StoreUnavailableException("The node is shutting down."));
        }
    }

    /// <summary>Takes no more work, finishes what is queued, and closes the connection.</summary>
    public void Dispose()
    {
        queue.CompleteAdding();
        thread.Join();
        checkpoints.Dispose();
        connection.Dispose();
    }

    private void Drain()
    {
        var group = new List<Pending>(MaxGroup);
        foreach (var first in queue.GetConsumingEnumerable())
        {
            group.Clear();
            group.Add(first);
            StoreUnavailableException? failure = null;
            try
            {
                CommitGroup(group);
            }
            catch (DbException cause)
            {
                failure = new StoreUnavailableException($"The database took none of this group of writes: {ReasonOf(cause)}.", cause);
                RollBackGroup();
            }
            catch (StoreUnavailableException gone)
            {
                failure = gone;
                RollBackGroup();
            }

            Probe.Note(failure);
            foreach (var pending in group)
            {
                pending.Complete(failure);
            }

            checkpoints.AfterCommit(connection, group.Count);
        }
    }

    private void CommitGroup(List<Pending> group)
    {
        var opened = Stopwatch.GetTimestamp();
        connection.Run("BEGIN IMMEDIATE");
        Run(group[0]);
        while (group.Count < MaxGroup && queue.TryTake(out var next, comeTogether && Stopwatch.GetElapsedTime(opened) < Gathering ? 1 : 0))
        {
            group.Add(next);
            Run(next);
        }

        comeTogether = group.Count > 1;
        using var activity = DataActivity.Source.HasListeners() ? DataActivity.StartCommit(group.Select(unit => unit.Trace), group.Count) : null;
        var started = Stopwatch.GetTimestamp();
        if (files.AreMisplaced)
        {
            RefuseMisplaced();
        }

        connection.Run("COMMIT");

        // What was written to a file that is gone is not acknowledged; should it be put back, a repetition finds it there.
        RefuseMisplaced();
        DataMetrics.Committed(group.Count, Stopwatch.GetElapsedTime(started));
        Learn(Stopwatch.GetElapsedTime(opened) / group.Count);
    }

    private void RefuseMisplaced()
    {
        if (!files.AreInPlace())
        {
            throw new StoreUnavailableException(misplaced());
        }
    }

    private static string ReasonOf(DbException cause) => (cause as SqliteException)?.SqliteErrorCode switch
    {
        SQLITE_FULL => "the disk is full",
        SQLITE_IOERR => "the disk does not take them",
        SQLITE_READONLY => "the file may not be written",
        SQLITE_BUSY => "another process has held its lock for too long",
        var code => $"SQLite error {code}",
    };

    private void Learn(TimeSpan latest)
    {
        timePerUnit += (latest - timePerUnit) * Latest;
        capacity = (int)Math.Clamp(LongestWait / timePerUnit, MinCapacity, MaxQueue);
    }

    private void Run(Pending pending)
    {
        connection.Run("SAVEPOINT unit");
        if (!pending.Run(new DbUnit(connection, dialect)))
        {
            connection.Run("ROLLBACK TO unit");
        }

        connection.Run("RELEASE unit");
    }

    private void RollBackGroup()
    {
        try
        {
            connection.Run("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite rolled back by itself (a full disk, an I/O error): no transaction is open any more.
        }
    }

    private abstract class Pending
    {
        /// <summary>Where whoever waits for it is traced.</summary>
        public Activity? Trace { get; } = DataActivity.OfUnit;

        /// <returns>Whether what the unit wrote is to be kept.</returns>
        public abstract bool Run(DbUnit unit);

        public abstract void Complete(Exception? groupFailure);
    }

    private sealed class Pending<T>(Func<DbUnit, Task<T>> work, CancellationToken stop) : Pending
    {
        private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ExecutionContext? context = ExecutionContext.Capture();
        private Task<T>? outcome;

        public Task<T> Completion => completion.Task;

        public override bool Run(DbUnit unit)
        {
            if (stop.IsCancellationRequested)
            {
                outcome = Task.FromCanceled<T>(stop);
                return false;
            }

            if (context is null)
            {
                outcome = Start(unit);
            }
            else
            {
                ExecutionContext.Run(context, _ => outcome = Start(unit), null);
            }

            if (!outcome!.IsCompleted)
            {
                // Work that left the thread would share the connection with the next unit: hold the line until it is back.
                ((IAsyncResult)outcome).AsyncWaitHandle.WaitOne();
            }

            return outcome.IsCompletedSuccessfully && !unit.Abandoned;
        }

        private async Task<T> Start(DbUnit unit) => await work(unit);

        public override void Complete(Exception? groupFailure)
        {
            if (groupFailure is not null)
            {
                completion.TrySetException(groupFailure);
            }
            else
            {
                completion.SetFromTask(outcome!);
            }
        }
    }
}
