using Mobile.Features.Data;

namespace Mobile.Features.Tests.Data;

public sealed class SqlServerDatabaseTests : IAsyncLifetime
{
    private readonly SqlServerStore store = new();
    private Database database = null!;

    public async Task InitializeAsync()
    {
        await store.CreateAsync();
        database = store.Open();
        await store.WriteAsync("CREATE TABLE things (id bigint NOT NULL PRIMARY KEY, value bigint NOT NULL)");
        await store.WriteAsync("INSERT INTO things (id, value) VALUES (1, 0), (2, 0)");
    }

    public async Task DisposeAsync() => await store.DisposeAsync();

    [EngineFact]
    public async Task The_victim_of_a_deadlock_is_repeated_from_the_start()
    {
        var tries = 0;
        using var bothHoldARow = new Barrier(2);

        await Task.WhenAll(Task.Run(() => AddAsync(1, 2)), Task.Run(() => AddAsync(2, 1)));

        Assert.Equal(3, tries);
        Assert.Equal(4, await store.ReadAsync<long>("SELECT SUM(value) FROM things"));

        Task<int> AddAsync(int first, int second) => database.WriteAsync(
            async unit =>
            {
                await IncrementAsync(unit, first);
                if (Interlocked.Increment(ref tries) <= 2)
                {
                    bothHoldARow.SignalAndWait();
                }

                return await IncrementAsync(unit, second);
            },
            default);
    }

    [EngineFact]
    public async Task A_row_that_another_transaction_holds_is_waited_for_as_long_as_the_command_says()
    {
        using var held = new SemaphoreSlim(0);
        using var release = new SemaphoreSlim(0);
        var holder = database.WriteAsync(
            async unit =>
            {
                await IncrementAsync(unit, 1);
                held.Release();
                await release.WaitAsync();
                return 0;
            },
            default);
        await held.WaitAsync();

        var failure = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => database.WriteAsync(
            unit => unit.ExecuteAsync("UPDATE things SET value = 9 WHERE id = 1", null, default, waitSeconds: 1), default));
        release.Release();
        await holder;

        Assert.True(database.Dialect.IsLockTimeout(failure), failure.Message);
        Assert.Equal(1, await store.ReadAsync<long>("SELECT value FROM things WHERE id = 1"));
    }

    [EngineFact]
    public async Task A_connection_that_breaks_tells_why_and_leaves_nothing()
    {
        var failure = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => database.WriteAsync(
            async unit =>
            {
                await IncrementAsync(unit, 1);
                await KillAsync(unit);
                return await IncrementAsync(unit, 2);
            },
            default));

        Assert.True(database.Dialect.IsUnavailable(failure), failure.ToString());
        Assert.Equal(0, await store.ReadAsync<long>("SELECT SUM(value) FROM things"));
    }

    [EngineFact]
    public async Task A_unit_that_gives_up_on_a_broken_connection_still_delivers_its_result()
    {
        var result = await database.WriteAsync(
            async unit =>
            {
                await KillAsync(unit);
                await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => IncrementAsync(unit, 1));
                unit.Abandon();
                return 42;
            },
            default);

        Assert.Equal(42, result);
    }

    /// <summary>Ends the unit's connection from outside, as a fail-over does.</summary>
    private async Task KillAsync(DbUnit unit)
    {
        var session = await unit.FindAsync<int>("SELECT @@SPID", null, default);
        await database.ReadAsync(other => other.ExecuteAsync($"KILL {session}", null, default), default);
    }

    private static Task<int> IncrementAsync(DbUnit unit, int id) =>
        unit.ExecuteAsync("UPDATE things SET value = value + 1 WHERE id = @id", new { id }, default);
}
