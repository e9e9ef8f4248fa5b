using Mobile.Features.Data;
using Mobile.Testing.Scenarios.Recovery;

namespace Mobile.Features.Tests.Hosting.Restoring;

public sealed class RestoreTests : IAsyncLifetime
{
    private readonly SqliteStore store = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mobile-test-");

    private string Backup => Path.Combine(folder.FullName, "monday.db");

    public Task InitializeAsync() => store.CreateAsync();

    public async Task DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_restored_database_has_the_data_of_then_and_refuses_the_sync_tokens_of_before()
    {
        App alice;
        string token;
        long orders;
        await using (var node = await ApiProcess.StartAsync(store))
        {
            alice = await App.SignInAsync(node.Address, "alice");
            token = (await alice.ReadAsync("/api/v2/orders?limit=1")).Text("syncToken");
            await ApiProcess.RunAsync(store.Settings, "Development", "backup", Backup);
            orders = await store.ReadAsync<long>("SELECT COUNT(*) FROM orders");
            await alice.PlaceOrderAsync();
            await node.KillAsync();
        }

        var (exitCode, output) = await RestoreAsync();

        Assert.True(exitCode == 0, output);
        Assert.Equal(orders, await store.ReadAsync<long>("SELECT COUNT(*) FROM orders"));
        var replaced = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(store.File)!, "*.replaced-*"));
        Assert.Contains(replaced, output, StringComparison.Ordinal);
        Assert.Equal(orders + 1, PlainFile.Read<long>(replaced, "SELECT COUNT(*) FROM orders"));
        await using var after = await ApiProcess.StartAsync(store);
        using var again = alice.At(after.Address);
        await (await again.GetAsync($"/api/v2/orders?since={token}")).AssertProblemAsync(410, "sync-reset-required");
    }

    [Fact]
    public async Task An_account_that_was_deleted_since_the_backup_is_erased_again()
    {
        string id;
        await using (var node = await ApiProcess.StartAsync(store))
        {
            using var alice = await App.SignInAsync(node.Address, "alice");
            id = (await alice.ReadAsync("/api/v2/profile")).Text("id");
            await ApiProcess.RunAsync(store.Settings, "Development", "backup", Backup);
            var version = (await alice.ReadAsync("/api/v2/profile")).GetProperty("version").GetInt64();
            Assert.Equal(System.Net.HttpStatusCode.NoContent, (await alice.DeleteAsync("/api/v2/profile", version)).StatusCode);
            await node.KillAsync();
        }

        var (exitCode, output) = await RestoreAsync();

        Assert.True(exitCode == 0, output);
        Assert.Contains("erased again: 1", output, StringComparison.Ordinal);
        Assert.Equal(1, await store.ReadAsync<long>(
            "SELECT COUNT(*) FROM erasures e JOIN users u ON u.id = e.user_id WHERE u.id = @id AND u.deleted_at > 0 AND e.completed_at IS NULL AND e.due_at > 0", new { id }));
        Assert.Equal(0, await store.ReadAsync<long>("SELECT COUNT(*) FROM users WHERE subject = 'alice'"));
    }

    [Fact]
    public async Task A_database_that_a_process_has_open_is_not_restored()
    {
        await using var node = await ApiProcess.StartAsync(store);
        await ApiProcess.RunAsync(store.Settings, "Development", "backup", Backup);

        await AssertRefusedAsync("stop the product first");

        using var alice = await App.SignInAsync(node.Address, "alice");
        await alice.PlaceOrderAsync();
        Assert.Equal(0, await node.InterruptAsync());
        Assert.Equal("ok", await store.ReadAsync<string>("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task A_backup_of_an_older_build_is_migrated()
    {
        await PlainFile.WriteOldAsync(Backup, migrations: 3, rows: 10);

        var (exitCode, output) = await RestoreAsync();

        Assert.True(exitCode == 0, output);
        Assert.Equal(Migration.Of("sqlite")[^1].Version, PlainFile.Read<long>(store.File, "SELECT MAX(version) FROM schema_migrations"));
        Assert.Equal(3, PlainFile.Read<long>(Backup, "SELECT MAX(version) FROM schema_migrations"));
    }

    [Fact]
    public async Task What_is_no_backup_of_this_build_is_refused_and_nothing_changes()
    {
        await ApiProcess.RunAsync(store.Settings, "Development", "migrate");
        PlainFile.Write(store.File, "INSERT INTO store_info (name, value) VALUES ('life', 'now')");
        await AssertRefusedAsync("There is no file");

        await File.WriteAllTextAsync(Backup, "not a database, but long enough to be looked at");
        await AssertRefusedAsync("cannot be restored");

        PlainFile.Replace(store.File, Backup);
        await using (var torn = new FileStream(Backup, FileMode.Open))
        {
            torn.SetLength(torn.Length / 2);
        }

        await AssertRefusedAsync("Take another backup");

        PlainFile.Replace(store.File, Backup);
        PlainFile.Write(Backup, "DROP TABLE signing_keys");
        await AssertRefusedAsync("is no database of this product");

        PlainFile.Replace(store.File, Backup);
        PlainFile.Write(Backup, "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (99, 'later', 'x', 1)");
        await AssertRefusedAsync("newer than this build");

        Assert.Equal("now", PlainFile.Read<string>(store.File, "SELECT value FROM store_info WHERE name = 'life'"));
        Assert.Equal([store.File], Directory.GetFiles(Path.GetDirectoryName(store.File)!));
    }

    [Fact]
    public async Task A_log_of_a_database_that_is_gone_is_not_taken_for_that_of_the_restored_one()
    {
        await ApiProcess.RunAsync(store.Settings, "Development", "migrate");
        PlainFile.Replace(store.File, Backup);
        File.Delete(store.File);
        await File.WriteAllTextAsync(store.File + "-wal", "of another file");

        await AssertRefusedAsync("move it away");
        File.Delete(store.File + "-wal");
        var (exitCode, _) = await RestoreAsync();

        Assert.Equal(0, exitCode);
        Assert.Equal([store.File], Directory.GetFiles(Path.GetDirectoryName(store.File)!));
    }

    private Task<(int ExitCode, string Output)> RestoreAsync() => ApiProcess.RunAsync(store.Settings, "Development", "restore", Backup);

    private async Task AssertRefusedAsync(string sentence)
    {
        var (exitCode, output) = await RestoreAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }
}
