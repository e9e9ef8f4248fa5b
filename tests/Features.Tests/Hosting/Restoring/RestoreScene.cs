using Microsoft.Data.Sqlite;

namespace Mobile.Features.Tests.Hosting.Restoring;

/// <summary>A product over a file: it is backed up, goes on, and is restored by the command, which is a process of its own.</summary>
public abstract class RestoreScene : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mobile-test-");
    private TestNode? node;

    protected SqliteStore Store { get; } = new();

    protected TestClock Clock { get; } = new();

    protected string Backup => Path.Combine(folder.FullName, "monday.db");

    protected Uri Address => node!.Address;

    protected IServiceProvider Services => node!.Services;

    public async Task InitializeAsync()
    {
        await Store.CreateAsync();
        Start();
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        await Store.DisposeAsync();
        folder.Delete(recursive: true);
    }

    protected void Start() => node = TestNode.Start(Store, Clock, "api,admin");

    protected async Task StopAsync()
    {
        await (node?.DisposeAsync() ?? ValueTask.CompletedTask);
        node = null;
        SqliteConnection.ClearAllPools();
    }

    protected async Task BackUpAsync()
    {
        var (exitCode, output) = await ApiProcess.RunAsync(Store.Settings, "Development", "backup", Backup);
        Assert.True(exitCode == 0, output);
    }

    /// <summary>Stops the product and restores the backup.</summary>
    /// <returns>What the command said.</returns>
    protected async Task<string> RestoreAsync()
    {
        await StopAsync();
        var (exitCode, output) = await ApiProcess.RunAsync(Store.Settings, "Development", "restore", Backup);
        Assert.True(exitCode == 0, output);
        return output;
    }

    /// <summary>The same, and starts the product again.</summary>
    protected async Task<string> RestoreAndStartAsync()
    {
        var output = await RestoreAsync();
        Start();
        return output;
    }

    protected Task<App> SignInAsync(string user, string? deviceId = null) => App.SignInAsync(Address, user, deviceId);

    protected Task<long> CountAsync(string of, object? parameters = null) => Store.ReadAsync<long>($"SELECT COUNT(*) FROM {of}", parameters)!;
}
