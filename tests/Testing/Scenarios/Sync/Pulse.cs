namespace Mobile.Testing.Scenarios.Sync;

/// <summary>Counts what the others have done, so that a transaction can be held open by events instead of time.</summary>
internal sealed class Pulse
{
    private readonly Lock door = new();
    private readonly PriorityQueue<TaskCompletionSource, long> waiting = new();
    private long beats;
    private bool ended;

    public void Beat()
    {
        lock (door)
        {
            beats++;
            Release();
        }
    }

    /// <summary>Nobody waits any longer.</summary>
    public void End()
    {
        lock (door)
        {
            ended = true;
            Release();
        }
    }

    /// <summary>Waits for so many more beats.</summary>
    public Task PassAsync(int count)
    {
        lock (door)
        {
            var wait = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue(wait, beats + count);
            Release();
            return wait.Task;
        }
    }

    private void Release()
    {
        while (waiting.TryPeek(out var wait, out var due) && (ended || due <= beats))
        {
            waiting.Dequeue();
            wait.SetResult();
        }
    }
}
