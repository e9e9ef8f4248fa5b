using System.Data.Common;
using Mobile.Features.Data;

namespace Mobile.Features.Tests.Data;

/// <summary>The contract of <see cref="Database.WriteAsync"/>, which all of exactly-once rests on.</summary>
public abstract class WriteTests(TestStore store) : IAsyncLifetime
{
    private const string Insert = "INSERT INTO things (id, value) VALUES (@id, @value)";

    private Database database = null!;

    public sealed class Sqlite() : WriteTests(new SqliteStore());

    public sealed class SqlServer() : WriteTests(new SqlServerStore());

    public async Task InitializeAsync()
    {
        await store.CreateAsync();
        database = store.Open();
        await WriteAsync(unit => unit.ExecuteAsync(
            $"CREATE TABLE things (id {(store is SqliteStore ? "INTEGER" : "bigint NOT NULL")} PRIMARY KEY, value bigint NOT NULL)", null, default));
    }

    public async Task DisposeAsync()
    {
        (database as IDisposable)?.Dispose();
        await store.DisposeAsync();
    }

    [EngineFact]
    public async Task What_returned_is_committed()
    {
        await WriteAsync(unit => unit.ExecuteAsync(Insert, new { id = 1, value = 7 }, default));

        Assert.Equal(7, await store.ReadAsync<long>("SELECT value FROM things WHERE id = 1"));
    }

    [EngineFact]
    public async Task An_exception_rolls_back_and_reaches_the_caller()
    {
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => WriteAsync<int>(async unit =>
        {
            await unit.ExecuteAsync(Insert, new { id = 1, value = 1 }, default);
            throw new InvalidDataException("changed my mind");
        }));

        Assert.Equal("changed my mind", failure.Message);
        Assert.Equal(0, await CountAsync());
    }

    [EngineFact]
    public async Task An_abandoned_unit_leaves_nothing_but_its_result()
    {
        var result = await WriteAsync(async unit =>
        {
            await unit.ExecuteAsync(Insert, new { id = 1, value = 1 }, default);
            unit.Abandon();
            return 42;
        });

        Assert.Equal(42, result);
        Assert.Equal(0, await CountAsync());
    }

    [EngineFact]
    public async Task A_unit_goes_on_after_a_unique_violation_that_it_expected()
    {
        await WriteAsync(unit => unit.ExecuteAsync(Insert, new { id = 1, value = 1 }, default));

        await WriteAsync(async unit =>
        {
            await unit.ExecuteAsync(Insert, new { id = 2, value = 2 }, default);
            var violation = await Assert.ThrowsAnyAsync<DbException>(() => unit.ExecuteAsync(Insert, new { id = 1, value = 9 }, default));
            Assert.True(database.Dialect.IsUniqueViolation(violation));
            return await unit.ExecuteAsync(Insert, new { id = 3, value = 3 }, default);
        });

        Assert.Equal(3, await CountAsync());
        Assert.Equal(1, await store.ReadAsync<long>("SELECT value FROM things WHERE id = 1"));
    }

    [EngineFact]
    public async Task Of_many_at_once_the_failing_ones_take_nobody_with_them()
    {
        var writes = Enumerable.Range(1, 200).Select(id => WriteAsync(async unit =>
        {
            await unit.ExecuteAsync(Insert, new { id, value = id }, default);
            return id % 5 == 0 ? throw new InvalidDataException() : id;
        })).ToList();
        await Assert.ThrowsAsync<InvalidDataException>(() => Task.WhenAll(writes));

        Assert.Equal(160, await CountAsync());
        Assert.Equal(0, await store.ReadAsync<long>("SELECT COUNT(*) FROM things WHERE id % 5 = 0"));
        Assert.All(writes, write => Assert.True(write.IsCompletedSuccessfully || write.IsFaulted));
    }

    [EngineFact]
    public async Task Concurrent_increments_of_one_row_lose_none()
    {
        await WriteAsync(unit => unit.ExecuteAsync(Insert, new { id = 1, value = 0 }, default));

        var seen = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => WriteAsync(async unit =>
        {
            await unit.ExecuteAsync("UPDATE things SET value = value + 1 WHERE id = 1", null, default);
            return await unit.FindAsync<long>("SELECT value FROM things WHERE id = 1", null, default);
        })));

        Assert.Equal(Enumerable.Range(1, 100).Select(value => (long)value), seen.Order());
    }

    [EngineFact]
    public async Task Work_that_was_withdrawn_before_it_started_is_not_done()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            database.WriteAsync(unit => unit.ExecuteAsync(Insert, new { id = 1, value = 1 }, default), stop.Token));

        Assert.Equal(0, await CountAsync());
    }

    private Task<T> WriteAsync<T>(Func<DbUnit, Task<T>> work) => database.WriteAsync(work, CancellationToken.None);

    private Task<long> CountAsync() => store.ReadAsync<long>("SELECT COUNT(*) FROM things");
}
