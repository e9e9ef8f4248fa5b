using Microsoft.Data.Sqlite;

namespace Mobile.Client;

/// <summary>
/// The one file of queue and replica. All work runs in transactions, one after the other, on the thread pool: SQLite is synchronous
/// and a commit waits for the disk, which the app's own thread must not.
/// </summary>
internal sealed class LocalStore : IAsyncDisposable
{
    private readonly SqliteConnection connection;
    private readonly SemaphoreSlim gate = new(1);

    private LocalStore(SqliteConnection connection) => this.connection = connection;

    /// <summary>Raised after the commit, once for each document that the app would now read differently.</summary>
    public event EventHandler<DocumentChangedEventArgs>? Changed;

    public static Task<LocalStore> OpenAsync(string path, CancellationToken stop) => Task.Run(
        () =>
        {
            var file = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
            try
            {
                file.Open();
                Prepare(file);
                return new LocalStore(file);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        },
        stop);

    /// <summary>Runs <paramref name="work"/> and commits. Once begun it is not cancelled.</summary>
    public async Task<T> RunAsync<T>(Func<LocalUnit, T> work, CancellationToken stop)
    {
        await gate.WaitAsync(stop).ConfigureAwait(false);
        (T Result, IReadOnlyCollection<DocumentChangedEventArgs> Changes) done;
        try
        {
            done = await Task.Run(() => Run(work), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }

        foreach (var change in done.Changes)
        {
            Changed?.Invoke(this, change);
        }

        return done.Result;
    }

    public Task RunAsync(Action<LocalUnit> work, CancellationToken stop) => RunAsync(
        unit =>
        {
            work(unit);
            return true;
        },
        stop);

    public async ValueTask DisposeAsync()
    {
        await gate.WaitAsync().ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
        gate.Dispose();
    }

    private (T Result, IReadOnlyCollection<DocumentChangedEventArgs> Changes) Run<T>(Func<LocalUnit, T> work)
    {
        using var transaction = connection.BeginTransaction();
        var unit = new LocalUnit(connection, transaction);
        var result = work(unit);
        transaction.Commit();
        return (result, unit.Changes);
    }

    private static void Prepare(SqliteConnection file)
    {
        // FULL: a queued write survives a flat battery from the moment at which the app is told that it is queued.
        new LocalUnit(file, null).Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
        using var transaction = file.BeginTransaction();
        var unit = new LocalUnit(file, transaction);
        var version = unit.Query("PRAGMA user_version", row => row.GetInt32(0)).Single();
        if (version > Schema.Steps.Count)
        {
            throw new InvalidOperationException($"The file has schema {version}, made by a newer build of the app; this build knows {Schema.Steps.Count}.");
        }

        foreach (var step in Schema.Steps.Skip(version))
        {
            unit.Execute(step);
        }

        unit.Execute($"PRAGMA user_version = {Schema.Steps.Count}");
        transaction.Commit();
    }
}
