namespace Mobile.Testing.Scenarios.ExactlyOnce;

/// <summary>A server process that is killed and comes back over the same data, at another address each time.</summary>
internal sealed class MortalServer(TestStore store) : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mobile-crash-");
    private ApiProcess? process;
    private volatile TaskCompletionSource<ApiProcess> up = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How often a process has killed itself after a commit.</summary>
    public int DiedBetweenCommitAndReply { get; private set; }

    private string CrashFile => Path.Combine(folder.FullName, "crash");

    /// <summary>The running process, or the next one from the moment on at which the running one is to die.</summary>
    public Task<ApiProcess> RunningAsync() => up.Task;

    public async Task StartAsync()
    {
        try
        {
            process = await ApiProcess.StartAsync(store, CrashFile);
            up.SetResult(process);
        }
        catch (Exception failure)
        {
            up.SetException(failure);
            throw;
        }
    }

    /// <param name="writing">All that may still commit: when it has ended, the server dies without a last commit.</param>
    public async Task DieAsync(Death death, Task writing)
    {
        // Before the death, so that no broken connection leads back to the process it came from.
        up = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (death == Death.BetweenCommitAndReply)
        {
            await File.WriteAllTextAsync(CrashFile, "");
            var exit = process!.WaitForExitAsync();
            await await Task.WhenAny(exit, writing);
            DiedBetweenCommitAndReply += exit.IsCompletedSuccessfully ? 1 : 0;
        }

        await process!.DisposeAsync();
        File.Delete(CrashFile);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }
}
