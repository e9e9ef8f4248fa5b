namespace Mobile.Testing.Scenarios.RollingRestart;

/// <summary>One of the processes, which ends when it is told to and comes back at the same address.</summary>
internal sealed class RollingNode(TestStore store, int drainSeconds) : IAsyncDisposable
{
    private ApiProcess? process;

    public Uri Address { get; } = new($"http://127.0.0.1:{NginxProxy.FreePort()}");

    public async Task StartAsync() => process = await ApiProcess.StartAsync(
        store, settings: new(StringComparer.Ordinal) { [ApiProcess.Urls] = $"{Address.Scheme}://{Address.Authority}", ["Host:DrainSeconds"] = $"{drainSeconds}" });

    /// <returns>The exit code of the process that went.</returns>
    public async Task<int> RestartAsync()
    {
        var ended = process!;
        var code = await ended.TerminateAsync();
        await ended.DisposeAsync();
        await StartAsync();
        return code;
    }

    public ValueTask DisposeAsync() => process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
