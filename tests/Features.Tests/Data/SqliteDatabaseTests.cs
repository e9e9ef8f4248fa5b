using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Mobile.Features.Data;

namespace Mobile.Features.Tests.Data;

public sealed class SqliteDatabaseTests : IAsyncLifetime
{
    private readonly SqliteStore store = new();
    private Database database = null!;

    public async Task InitializeAsync()
    {
        database = store.Open();
        await WriteAsync("CREATE TABLE things (id INTEGER PRIMARY KEY) STRICT");
    }

    public async Task DisposeAsync()
    {
        ((IDisposable)database).Dispose();
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Commits_are_in_the_write_ahead_log_and_synced()
    {
        Assert.Equal("wal", await database.WriteAsync(unit => unit.FindAsync<string>("PRAGMA journal_mode", null, default), default));
        Assert.Equal(2, await database.WriteAsync(unit => unit.FindAsync<long>("PRAGMA synchronous", null, default), default));
    }

    [Fact]
    public async Task A_read_connection_cannot_write()
    {
        var refusal = await Assert.ThrowsAnyAsync<DbException>(() =>
            database.ReadAsync(unit => unit.ExecuteAsync("INSERT INTO things (id) VALUES (1)", null, default), default));

        Assert.Contains("readonly", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_that_wait_together_are_committed_together()
    {
        using var gate = new SemaphoreSlim(0);
        var commits = 0;
        using var listener = new System.Diagnostics.ActivityListener
        {
            ShouldListenTo = source => source.Name == DataActivity.SourceName,
            Sample = (ref System.Diagnostics.ActivityCreationOptions<System.Diagnostics.ActivityContext> _) => System.Diagnostics.ActivitySamplingResult.AllData,
            ActivityStopped = activity => commits += (int?)activity.GetTagItem("mobile.units") is 64 or 65 ? 1 : 0,
        };
        System.Diagnostics.ActivitySource.AddActivityListener(listener);

        // The first unit holds the writer until the other 64 are queued behind it.
        var first = database.WriteAsync(
            async _ =>
            {
                await gate.WaitAsync();
                return 0;
            },
            default);
        var others = Enumerable.Range(1, 64).Select(id => WriteAsync("INSERT INTO things (id) VALUES (@id)", new { id })).ToList();
        gate.Release();
        await first;
        await Task.WhenAll(others);

        Assert.Equal(1, commits);
        Assert.Equal(64, await store.ReadAsync<long>("SELECT COUNT(*) FROM things"));
    }

    [Fact]
    public async Task A_locked_file_is_unavailable_and_then_available_again()
    {
        await using var other = new SqliteConnection($"{store.ConnectionString};Pooling=False");
        await other.OpenAsync();
        await other.ExecuteAsync("BEGIN IMMEDIATE");

        await Assert.ThrowsAsync<StoreUnavailableException>(() => WriteAsync("INSERT INTO things (id) VALUES (1)"));
        await other.ExecuteAsync("ROLLBACK");

        Assert.Equal(1, await WriteAsync("INSERT INTO things (id) VALUES (1)"));
    }

    [Fact]
    public async Task A_unit_that_reads_before_it_writes_shares_the_file_with_another_writer()
    {
        var other = store.Open();
        using var closing = (IDisposable)other;

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? database : other).WriteAsync(
            async unit =>
            {
                var next = 1 + await unit.FindAsync<long>("SELECT COALESCE(MAX(id), 0) FROM things", null, default);
                return await unit.ExecuteAsync("INSERT INTO things (id) VALUES (@next)", new { next }, default);
            },
            default)));

        Assert.Equal(200, await store.ReadAsync<long>("SELECT MAX(id) FROM things"));
    }

    [Fact]
    public async Task A_full_disk_refuses_writes_and_takes_them_again_when_there_is_room()
    {
        await WriteAsync("CREATE TABLE blobs (id INTEGER PRIMARY KEY, content BLOB NOT NULL) STRICT");
        await WriteAsync("PRAGMA max_page_count = 40");
        var writes = Enumerable.Range(1, 60)
            .Select(id => WriteAsync("INSERT INTO blobs (id, content) VALUES (@id, zeroblob(10000))", new { id })).ToList();
        await Task.WhenAll(writes).ContinueWith(_ => { }, TaskScheduler.Default);

        var refused = writes.Where(write => write.IsFaulted).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, write => Assert.True(
            write.Exception!.InnerException is StoreUnavailableException
            || (write.Exception.InnerException is DbException failure && database.Dialect.IsUnavailable(failure)),
            write.Exception.ToString()));
        Assert.Equal(writes.Count - refused.Count, await store.ReadAsync<long>("SELECT COUNT(*) FROM blobs"));

        await WriteAsync("PRAGMA max_page_count = 100000");
        await WriteAsync("INSERT INTO blobs (id, content) VALUES (1000, zeroblob(10000))");
        Assert.Equal("ok", await store.ReadAsync<string>("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task What_is_queued_at_the_end_is_still_written()
    {
        var queued = Enumerable.Range(1, 500).Select(id => WriteAsync("INSERT INTO things (id) VALUES (@id)", new { id })).ToList();

        ((IDisposable)database).Dispose();

        await Task.WhenAll(queued);
        Assert.Equal(500, await store.ReadAsync<long>("SELECT COUNT(*) FROM things"));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => WriteAsync("INSERT INTO things (id) VALUES (501)"));
    }

    [Fact]
    public async Task The_log_begins_anew_while_writes_go_on()
    {
        await WriteAsync("CREATE TABLE blobs (id INTEGER PRIMARY KEY, content BLOB NOT NULL) STRICT");

        for (var first = 1; first <= 5000; first += 100)
        {
            await Task.WhenAll(Enumerable.Range(first, 100).Select(id => WriteAsync("INSERT INTO blobs (id, content) VALUES (@id, zeroblob(8000))", new { id })));
        }

        // All of it would be 60 MB.
        Assert.InRange(new FileInfo(store.File + "-wal").Length, 1, 40_000_000);
        Assert.Equal(5000, await store.ReadAsync<long>("SELECT COUNT(*) FROM blobs"));
        Assert.Equal("ok", await store.ReadAsync<string>("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task A_row_comes_back_as_it_was_written()
    {
        await WriteAsync("CREATE TABLE kinds (id INTEGER PRIMARY KEY, text TEXT, number INTEGER, fraction REAL, bytes BLOB) STRICT");
        var whole = new Kinds(1, "žluťoučký 🐎 \0 end", long.MinValue, 0.1, [0, 1, 255]);
        var empty = new Kinds(2, "", 0, 0, []);
        var none = new Kinds(3, null, null, null, null);
        foreach (var kinds in new[] { whole, empty, none })
        {
            await WriteAsync("INSERT INTO kinds (id, text, number, fraction, bytes) VALUES (@Id, @Text, @Number, @Fraction, @Bytes)", kinds);
        }

        for (var time = 0; time < 3; time++)
        {
            var rows = await database.ReadAsync(
                unit => unit.QueryAsync<Kinds>("SELECT id AS Id, text AS Text, number AS Number, fraction AS Fraction, bytes AS Bytes FROM kinds ORDER BY id", null, default), default);

            Assert.Equal([whole.ToString(), empty.ToString(), none.ToString()], rows.Select(row => row.ToString()));
            Assert.Equal([whole.Bytes, empty.Bytes, none.Bytes], rows.Select(row => row.Bytes));
        }
    }

    [Fact]
    public async Task An_expression_has_the_type_of_its_value_each_time()
    {
        async Task<object?> AskAsync(long id) => await database.ReadAsync(
            unit => unit.FindAsync<object>("SELECT CASE @id WHEN 1 THEN 'text' WHEN 2 THEN 2 WHEN 3 THEN 0.5 END", new { id }, default), default);

        Assert.Equal(["text", 2L, 0.5, null], [Value(await AskAsync(1)), Value(await AskAsync(2)), Value(await AskAsync(3)), Value(await AskAsync(4))]);

        static object? Value(object? row) => ((IDictionary<string, object?>)row!).Values.Single();
    }

    [Fact]
    public async Task More_statements_than_are_kept_prepared_still_work()
    {
        for (var i = 0; i < 450; i++)
        {
            Assert.Equal(i, await database.ReadAsync(unit => unit.FindAsync<long>($"SELECT {i} WHERE 1 = @one", new { one = 1 }, default), default));
        }
    }

    private sealed record Kinds(long Id, string? Text, long? Number, double? Fraction, byte[]? Bytes);

    private Task<int> WriteAsync(string sql, object? parameters = null) =>
        database.WriteAsync(unit => unit.ExecuteAsync(sql, parameters, default), default);
}
