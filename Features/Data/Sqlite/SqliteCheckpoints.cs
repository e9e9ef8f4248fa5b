using static SQLitePCL.raw;

namespace Mobile.Features.Data.Sqlite;

/// <summary>
/// Copies what was written from the log into the database file, beside the writer, which would keep everybody waiting meanwhile. What is
/// written while that goes on is little, and the writer copies it itself: then the log begins anew.
/// </summary>
internal sealed class SqliteCheckpoints : IDisposable
{
    /// <summary>A page that is written again and again within that many units goes to the file once.</summary>
    private const int UnitsBetween = 1000;

    private readonly PreparingSqliteConnection connection;
    private readonly AutoResetEvent due = new(false);
    private readonly Thread thread;
    private int units;
    private volatile State state;
    private volatile bool ended;

    public SqliteCheckpoints(PreparingSqliteConnection connection)
    {
        this.connection = connection;
        thread = new Thread(Work) { IsBackground = true, Name = "SQLite checkpoints" };
        thread.Start();
    }

    private enum State
    {
        Idle,
        Copying,

        /// <summary>All but what was written meanwhile is in the file.</summary>
        Copied,
    }

    /// <summary>Told by the writer between two transactions.</summary>
    public void AfterCommit(PreparingSqliteConnection writer, int committed)
    {
        units += committed;
        if (state is State.Copied)
        {
            // A reader of an older state keeps the log from beginning anew; the next commit tries again.
            state = CopyBy(writer) ? State.Idle : State.Copied;
        }
        else if (state is State.Idle && units >= UnitsBetween)
        {
            units = 0;
            state = State.Copying;
            due.Set();
        }
    }

    /// <summary>Follows the end of the writer; again, it does nothing.</summary>
    public void Dispose()
    {
        if (ended)
        {
            return;
        }

        ended = true;
        due.Set();
        thread.Join();
        due.Dispose();
        connection.Dispose();
    }

    private void Work()
    {
        while (due.WaitOne() && !ended)
        {
            _ = CopyBy(connection);
            state = State.Copied;
        }
    }

    /// <summary>What cannot be copied stays in the log, from where it is read and where it is durable. A disk that fails tells the writer.</summary>
    /// <returns>Whether all of the log is in the file.</returns>
    private static bool CopyBy(PreparingSqliteConnection connection) =>
        sqlite3_wal_checkpoint_v2(connection.Handle, "main", SQLITE_CHECKPOINT_PASSIVE, out var logged, out var copied) == SQLITE_OK && copied == logged;
}
