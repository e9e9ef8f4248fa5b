using System.Collections.Concurrent;
using System.Net;
using Mobile.Testing.Scenarios.Recovery;

namespace Mobile.Features.Tests.Hosting;

public sealed class BackupTests : IAsyncLifetime
{
    private readonly SqliteStore store = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mobile-test-");

    private string File => Path.Combine(folder.FullName, "monday.db");

    public Task InitializeAsync() => store.CreateAsync();

    public async Task DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_backup_under_load_has_every_order_that_was_acknowledged_before_it_began()
    {
        await using var node = await ApiProcess.StartAsync(store);
        using var alice = await App.SignInAsync(node.Address, "alice");
        var acknowledged = new ConcurrentQueue<string>();
        using var enough = new CancellationTokenSource();
        var writers = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => WriteAsync(alice, acknowledged, enough.Token)));
        while (acknowledged.Count < 200)
        {
            await Task.Delay(5);
        }

        var before = acknowledged.ToList();
        var (exitCode, output) = await ApiProcess.RunAsync(store.Settings, "Development", "backup", File);
        await enough.CancelAsync();
        await writers;

        Assert.True(exitCode == 0, output);
        Assert.True(acknowledged.Count > before.Count, "nothing was written during the backup");
        Assert.Equal([File], Directory.GetFiles(folder.FullName));
        Assert.Equal("delete", PlainFile.Read<string>(File, "PRAGMA journal_mode"));
        Assert.Equal("ok", PlainFile.Read<string>(File, "PRAGMA integrity_check"));
        var copied = (await new SqliteFile(File).QueryAsync<string>("SELECT id FROM orders")).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(before.Except(copied));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        }
    }

    [Fact]
    public async Task A_backup_that_cannot_be_made_says_why_and_leaves_nothing()
    {
        await AssertRefusedAsync("There is no database at", File);
        await ApiProcess.RunAsync(store.Settings, "Development", "migrate");
        await System.IO.File.WriteAllTextAsync(File, "precious");

        await AssertRefusedAsync("a backup replaces nothing", File);
        await AssertRefusedAsync("There is no folder", Path.Combine(folder.FullName, "nowhere", "x.db"));

        Assert.Equal("precious", await System.IO.File.ReadAllTextAsync(File));
        Assert.Equal([File], Directory.GetFiles(folder.FullName));
    }

    [Fact]
    public async Task One_process_at_a_time_writes_a_backup()
    {
        await ApiProcess.RunAsync(store.Settings, "Development", "migrate");
        await using (new FileStream(File + ".unfinished", FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            await AssertRefusedAsync("wait for the other process that writes it", File);
        }

        var (exitCode, _) = await ApiProcess.RunAsync(store.Settings, "Development", "backup", File);

        Assert.Equal(0, exitCode);
        Assert.Equal([File], Directory.GetFiles(folder.FullName));
    }

    [Fact]
    public async Task On_a_server_its_own_means_are_named()
    {
        var settings = new Dictionary<string, string> { ["Database:Engine"] = "sqlserver", ["Database:ConnectionString"] = "Server=127.0.0.1,1;Database=mobile" };

        Assert.Contains("point-in-time restore", (await ApiProcess.RunAsync(settings, "Development", "backup", File)).Output, StringComparison.Ordinal);
        Assert.Contains("then run after-restore", (await ApiProcess.RunAsync(settings, "Development", "restore", File)).Output, StringComparison.Ordinal);
    }

    private async Task AssertRefusedAsync(string sentence, string file)
    {
        var (exitCode, output) = await ApiProcess.RunAsync(store.Settings, "Development", "backup", file);

        Assert.Equal(1, exitCode);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    private static async Task WriteAsync(App app, ConcurrentQueue<string> acknowledged, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            var answer = await app.PostAsync("/api/v2/orders", Contract.Of("v2").Order("MUG-RED", 1), App.NewKey());
            if (answer.StatusCode == HttpStatusCode.Created)
            {
                acknowledged.Enqueue((await answer.ReadAsync()).Text("id"));
            }
        }
    }
}
