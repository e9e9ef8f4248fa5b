using System.Data.Common;

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
            CopyBy(writer);
            state = State.Idle;
        }
        else if (state is State.Idle && units >= UnitsBetween)
        {
            units = 0;
            state = State.Copying;
            due.Set();
        }
    }

    /// <summary>Follows the end of the writer.</summary>
    public void Dispose()
    {
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
            CopyBy(connection);
            state = State.Copied;
        }
    }

    private static void CopyBy(PreparingSqliteConnection connection)
    {
        try
        {
            connection.Run("PRAGMA wal_checkpoint(PASSIVE)");
        }
        catch (DbException)
        {
            // It stays in the log, from where it is read and where it is durable, until the next time. A disk that fails tells the writer.
        }
    }
}
