using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Logging.Abstractions;
using Mobile.Features.Data;
using Mobile.Features.Data.SqlServer;

namespace Mobile.Features.Tests.Data;

public abstract class MigratorTests(TestStore store) : IAsyncLifetime
{
    private static readonly Migration One = Migration.Parse(1, "one", "CREATE TABLE one (id int)");
    private static readonly Migration Two = Migration.Parse(2, "two", "CREATE TABLE two (id int); CREATE TABLE three (id int);");

    public sealed class Sqlite() : MigratorTests(new SqliteStore());

    public sealed class SqlServer() : MigratorTests(new SqlServerStore())
    {
        [EngineFact]
        public async Task A_migration_takes_as_long_as_it_takes()
        {
            var hurried = new SqlServerDatabase(new SqlConnectionStringBuilder(Store.ConnectionString) { CommandTimeout = 1 }.ConnectionString);

            Assert.Equal(1, await ApplyAsync(hurried, Migration.Parse(1, "long", "WAITFOR DELAY '00:00:02'")));
        }
    }

    protected TestStore Store => store;

    public Task InitializeAsync() => store.CreateAsync();

    public async Task DisposeAsync() => await store.DisposeAsync();

    [EngineFact]
    public async Task Each_migration_is_applied_once_in_order()
    {
        Assert.Equal(1, await ApplyAsync(One));
        Assert.Equal(1, await ApplyAsync(One, Two));
        Assert.Equal(0, await ApplyAsync(One, Two));

        Assert.Equal(2, await store.ReadAsync<long>("SELECT COUNT(*) FROM schema_migrations"));
        Assert.Equal(0, await store.ReadAsync<long>("SELECT COUNT(*) FROM three"));
    }

    [EngineFact]
    public async Task Line_endings_do_not_change_a_migration()
    {
        await ApplyAsync(Migration.Parse(1, "one", "CREATE TABLE one\n(id int)"));

        Assert.Equal(0, await ApplyAsync(Migration.Parse(1, "one", "CREATE TABLE one\r\n(id int)")));
    }

    [EngineFact]
    public async Task A_changed_migration_stops_the_start()
    {
        await ApplyAsync(One);

        await AssertStopsAsync("was changed after it was applied", One with { Checksum = "other" });
    }

    [EngineFact]
    public async Task A_missing_migration_stops_the_start()
    {
        await ApplyAsync(One, Two);

        await AssertStopsAsync("which this build lacks", Two);
    }

    [EngineFact]
    public async Task A_newer_schema_stops_the_start()
    {
        await ApplyAsync(One, Two);

        await AssertStopsAsync("newer than this build", One);
    }

    [EngineFact]
    public async Task A_migration_numbered_before_an_applied_one_stops_the_start()
    {
        await ApplyAsync(Two);

        await AssertStopsAsync("was never applied", One, Two);
    }

    [EngineFact]
    public async Task A_migration_that_fails_leaves_nothing()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => ApplyAsync(One, Migration.Parse(2, "bad", "CREATE TABLE four (id int); SELECT * FROM nowhere")));

        Assert.Equal(2, await ApplyAsync(One, Two));
    }

    [EngineFact]
    public async Task Several_nodes_that_start_together_apply_each_migration_once()
    {
        var applied = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => ApplyAsync(One, Two))));

        Assert.Equal(2, applied.Sum());
    }

    private async Task<int> ApplyAsync(params Migration[] files)
    {
        var database = store.Open();
        using var closing = database as IDisposable;
        return await ApplyAsync(database, files);
    }

    private static async Task<int> ApplyAsync(Database database, params Migration[] files)
    {
        var migrator = new Migrator(database, TimeProvider.System, NullLogger<Migrator>.Instance);
        return await database.WriteAsync(unit => migrator.ApplyAsync(unit, files, default), default);
    }

    private async Task AssertStopsAsync(string reason, params Migration[] files)
    {
        var refusal = await Assert.ThrowsAsync<ConfigurationException>(() => ApplyAsync(files));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }
}

public sealed class MigrationFilesTests
{
    [Fact]
    public void Both_engines_have_the_same_migrations()
    {
        Assert.Equal(
            Migration.Of("sqlite").Select(migration => (migration.Version, migration.Name)),
            Migration.Of("sqlserver").Select(migration => (migration.Version, migration.Name)));
    }
}
