using System.Net;
using System.Runtime.Versioning;
using Mobile.Testing.Scenarios.Recovery;

namespace Mobile.Features.Tests.Hosting;

/// <summary>The file of the database: who may read it, who makes it, and what happens when it goes while the product runs.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DatabaseFileTests : IAsyncLifetime
{
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everybody = OwnerAlone | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["Auth:Authority"] = "https://login.example.com",
        ["Auth:Audience"] = "app",
        ["Auth:ClientId"] = "web",
    };

    private readonly SqliteStore store = new();

    private string Folder => Path.GetDirectoryName(store.File)!;

    public Task InitializeAsync() => store.CreateAsync();

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task A_new_database_is_its_owners_alone_whatever_the_umask()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var node = await ApiProcess.StartAsync(store, prelude: "umask 000");
        using var alice = await App.SignInAsync(node.Address, "alice");
        await alice.PlaceOrderAsync();

        var files = Directory.GetFiles(Folder);

        Assert.Equal(["mobile.db", "mobile.db-shm", "mobile.db-wal"], files.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(OwnerAlone, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task A_database_that_others_may_read_is_told_by_check_and_once_at_the_start()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await ApiProcess.RunAsync(store.Settings, "Development", "migrate");
        File.SetUnixFileMode(store.File, Everybody);

        var (exitCode, output) = await ApiProcess.RunAsync(store.Settings, "Development", "check");

        Assert.True(exitCode == 0, output);
        Assert.Contains($"to do    database file      Others on this machine may read {store.File}, which holds the signing keys: chmod 600 {store.File}*", output, StringComparison.Ordinal);
        await using var node = await ApiProcess.StartAsync(store);
        await node.SaysAsync("chmod 600");
        Assert.Single(node.Output.Split('\n'), line => line.Contains("chmod 600", StringComparison.Ordinal));
        Assert.Equal(Everybody, File.GetUnixFileMode(store.File));
    }

    [Fact]
    public async Task A_restored_database_and_the_one_it_replaces_are_their_owners_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var backup = Path.Combine(Folder, "monday.backup");
        await ApiProcess.RunAsync(store.Settings, "Development", "migrate");
        await using (var node = await ApiProcess.StartAsync(store))
        {
            await node.TerminateAsync();
        }

        await ApiProcess.RunAsync(store.Settings, "Development", "backup", backup);
        File.SetUnixFileMode(store.File, Everybody);
        File.SetUnixFileMode(backup, Everybody);

        var (exitCode, output) = await ApiProcess.RunAsync(store.Settings, "Development", "restore", backup);

        Assert.True(exitCode == 0, output);
        Assert.All(Directory.GetFiles(Folder, "mobile.db*"), file => Assert.Equal(OwnerAlone, File.GetUnixFileMode(file)));
        Assert.Single(Directory.GetFiles(Folder, "mobile.db.replaced-*"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task In_production_a_start_makes_no_database_and_names_the_command_that_does(bool leavesAnEmptyFile)
    {
        if (leavesAnEmptyFile)
        {
            await File.WriteAllTextAsync(store.File, "");
        }

        var settings = store.Settings.Concat(Elsewhere).ToDictionary(StringComparer.Ordinal);

        foreach (var command in (string[][])[[], ["after-restore"], ["rebuild-hub"]])
        {
            var (exitCode, output) = await ApiProcess.RunAsync(settings, "Production", command);

            Assert.True(exitCode == 1, output);
            Assert.Contains($"There is no database at {store.File}, or it is empty. Run migrate to make one, restore a backup", output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        }

        Assert.Equal(leavesAnEmptyFile, File.Exists(store.File));
        Assert.True(!leavesAnEmptyFile || new FileInfo(store.File).Length == 0);
        Assert.Equal(0, (await ApiProcess.RunAsync(settings, "Production", "migrate")).ExitCode);
        Assert.Equal(0L, PlainFile.Read<long>(store.File, "SELECT COUNT(*) FROM products"));
    }

    [Theory]
    [InlineData("Development")]
    [InlineData("Development", "migrate")]
    [InlineData("Production", "migrate")]
    public async Task Nothing_makes_a_database_beside_a_log_that_was_left(string environment, params string[] command)
    {
        string id;
        await using (var node = await ApiProcess.StartAsync(store))
        {
            using var alice = await App.SignInAsync(node.Address, "alice");
            id = await alice.PlaceOrderAsync();
            await node.KillAsync();
        }

        var log = await File.ReadAllBytesAsync(store.File + "-wal");
        File.Move(store.File, store.File + ".away");

        var (exitCode, output) = await ApiProcess.RunAsync(
            environment == "Development" ? store.Settings : store.Settings.Concat(Elsewhere).ToDictionary(StringComparer.Ordinal), environment, command);

        Assert.True(exitCode == 1, output);
        Assert.Contains($"{store.File}-wal is still there, and holds writes that were acknowledged", output, StringComparison.Ordinal);
        Assert.False(File.Exists(store.File));
        Assert.Equal(log, await File.ReadAllBytesAsync(store.File + "-wal"));
        File.Move(store.File + ".away", store.File);
        Assert.Equal(1L, PlainFile.Read<long>(store.File, $"SELECT COUNT(*) FROM orders WHERE id = '{id}'"));
    }

    [Fact]
    public async Task After_restore_waits_for_the_product_to_end_and_does_once_what_it_does()
    {
        await using (await ApiProcess.StartAsync(store))
        {
            var (refused, reason) = await ApiProcess.RunAsync(store.Settings, "Development", "after-restore");
            Assert.True(refused == 1, reason);
            Assert.Contains("stop the product first", reason, StringComparison.Ordinal);
        }

        var first = await ApiProcess.RunAsync(store.Settings, "Development", "after-restore");
        var floor = PlainFile.Read<string>(store.File, "SELECT value FROM store_info WHERE name = 'version_floor'");
        var second = await ApiProcess.RunAsync(store.Settings, "Development", "after-restore", "end-sessions");

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Contains("there is nothing more to do", second.Output, StringComparison.Ordinal);
        Assert.Contains("Sessions that were ended", second.Output, StringComparison.Ordinal);
        Assert.Equal(floor, PlainFile.Read<string>(store.File, "SELECT value FROM store_info WHERE name = 'version_floor'"));
        Assert.Equal(1L, PlainFile.Read<long>(store.File, "SELECT COUNT(*) FROM audit_log WHERE action = 'database-restored'"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-wal")]
    [InlineData("-shm")]
    public async Task A_file_that_is_removed_while_it_is_open_takes_no_write_into_nowhere(string ending)
    {
        await using var node = await ApiProcess.StartAsync(store);
        using var alice = await App.SignInAsync(node.Address, "alice");
        await alice.PlaceOrderAsync();

        File.Delete(store.File + ending);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await PlaceAsync(alice, App.NewKey())).StatusCode);
        await (await alice.GetAsync("/health/ready")).AssertProblemAsync(503, "store-unavailable");
        await (await alice.GetAsync("/api/v2/orders")).AssertProblemAsync(503, "store-unavailable");
        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync("/health/live")).StatusCode);
        Assert.False(File.Exists(store.File + ending));
        await node.SaysAsync("was removed or replaced while this process had it open");
    }

    [Fact]
    public async Task A_file_that_takes_the_name_of_an_open_one_is_neither_read_nor_written_until_the_process_starts_anew()
    {
        var other = Path.Combine(Folder, "other.db");
        var key = App.NewKey();
        App alice;
        await using (var node = await ApiProcess.StartAsync(store))
        {
            alice = await App.SignInAsync(node.Address, "alice");
            await ApiProcess.RunAsync(store.Settings, "Development", "backup", other);
            await alice.PlaceOrderAsync();

            File.Move(other, store.File, overwrite: true);

            for (var i = 0; i < 20; i++)
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, (await PlaceAsync(alice, key)).StatusCode);
                Assert.Equal(HttpStatusCode.ServiceUnavailable, (await alice.GetAsync($"/api/v2/orders?limit={i + 1}")).StatusCode);
                Assert.Equal(HttpStatusCode.ServiceUnavailable, (await alice.GetAsync("/health/ready")).StatusCode);
            }

            Assert.InRange(node.Output.Split('\n').Count(line => line.Contains("ended with store-unavailable", StringComparison.Ordinal)), 1, 2);
            Assert.InRange(node.Output.Split('\n').Count(line => line.Contains("Not ready:", StringComparison.Ordinal)), 1, 2);
            await node.KillAsync();
        }

        // The log belongs to the file that is gone.
        File.Delete(store.File + "-wal");
        File.Delete(store.File + "-shm");
        await using var next = await ApiProcess.StartAsync(store);
        using var again = alice.At(next.Address);
        Assert.Equal("ok", PlainFile.Read<string>(store.File, "PRAGMA integrity_check"));
        Assert.Equal(HttpStatusCode.Created, (await PlaceAsync(again, key)).StatusCode);
    }

    [Fact]
    public async Task A_file_that_is_put_back_is_served_again_and_every_write_that_was_refused_happens_once()
    {
        await using var node = await ApiProcess.StartAsync(store);
        using var alice = await App.SignInAsync(node.Address, "alice");
        var before = await store.ReadAsync<long>("SELECT COUNT(*) FROM orders");
        var keys = Enumerable.Range(0, 10).Select(_ => App.NewKey()).ToList();
        File.Move(store.File, store.File + ".away");

        Assert.All(await Task.WhenAll(keys.Select(key => PlaceAsync(alice, key))), answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode));
        Assert.False(File.Exists(store.File));
        File.Move(store.File + ".away", store.File);

        Assert.Equal(HttpStatusCode.OK, await ReadyAsync(alice, HttpStatusCode.OK));
        Assert.All(await Task.WhenAll(keys.Select(key => PlaceAsync(alice, key))), answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Equal(before + keys.Count, await store.ReadAsync<long>("SELECT COUNT(*) FROM orders"));
    }

    [FullDiskFact]
    public async Task A_full_disk_is_not_ready_refuses_writes_serves_reads_and_loses_nothing_that_was_acknowledged()
    {
        var acknowledged = new Dictionary<string, string>(StringComparer.Ordinal);
        var refused = new List<string>();
        App alice;
        await using (var node = await ApiProcess.StartAsync(store, prelude: "trap '' XFSZ"))
        {
            alice = await App.SignInAsync(node.Address, "alice");
            for (var round = 0; round < 2; round++)
            {
                await AcknowledgeAsync(alice, acknowledged);
                await node.LimitFilesAsync(4096);
                for (var i = 0; i < 25; i++)
                {
                    var key = App.NewKey();
                    refused.Add(key);
                    var answer = await PlaceAsync(alice, key);
                    await answer.AssertProblemAsync(503, "store-unavailable");
                    Assert.Equal("1", answer.Header("Retry-After"));
                    Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync("/api/v2/orders")).StatusCode);
                    Assert.Equal(HttpStatusCode.ServiceUnavailable, (await alice.GetAsync("/health/ready")).StatusCode);
                }

                if (round == 0)
                {
                    // Nobody writes, and still it is found out that there is room again.
                    await node.LimitFilesAsync(null);
                    Assert.Equal(HttpStatusCode.OK, await ReadyAsync(alice, HttpStatusCode.OK));
                }
            }

            var lines = node.Output.Split('\n');
            Assert.InRange(lines.Count(line => line.Contains("ended with store-unavailable", StringComparison.Ordinal)), 1, 2);
            Assert.InRange(lines.Count(line => line.Contains("Not ready:", StringComparison.Ordinal)), 1, 2);
            await node.KillAsync();
        }

        await using var next = await ApiProcess.StartAsync(store);
        using var again = alice.At(next.Address);
        foreach (var (key, id) in acknowledged)
        {
            var replay = await PlaceAsync(again, key);
            Assert.True(replay.IsReplay());
            Assert.Equal(id, (await replay.ReadAsync()).Text("id"));
        }

        foreach (var key in refused)
        {
            Assert.Equal(HttpStatusCode.Created, (await PlaceAsync(again, key)).StatusCode);
        }

        Assert.Equal(acknowledged.Count + refused.Count, await store.ReadAsync<long>("SELECT COUNT(*) FROM idempotency_keys"));
        Assert.Equal("ok", await store.ReadAsync<string>("PRAGMA integrity_check"));
    }

    private static async Task AcknowledgeAsync(App app, Dictionary<string, string> acknowledged)
    {
        for (var i = 0; i < 20; i++)
        {
            var key = App.NewKey();
            var answer = await PlaceAsync(app, key);
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            acknowledged[key] = (await answer.ReadAsync()).Text("id");
        }
    }

    private static Task<HttpResponseMessage> PlaceAsync(App app, string key) => app.PostAsync("/api/v2/orders", Contract.Of("v2").Order("MUG-RED"), key);

    /// <summary>Asks until it is so, or patience ends.</summary>
    private static async Task<HttpStatusCode> ReadyAsync(App app, HttpStatusCode expected)
    {
        using var patience = Patience.Begin();
        HttpStatusCode status;
        while ((status = (await app.GetAsync("/health/ready")).StatusCode) != expected && !patience.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        return status;
    }
}
