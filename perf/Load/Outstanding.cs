namespace Mobile.Perf.Load;

/// <summary>Counts what is under way, up to a cap.</summary>
internal sealed class Outstanding(int cap)
{
    private readonly Lock gate = new();
    private TaskCompletionSource idle = Completed();
    private int count;

    public int Count => Volatile.Read(ref count);

    /// <summary>Completes when nothing is under way.</summary>
    public Task Idle
    {
        get
        {
            lock (gate)
            {
                return idle.Task;
            }
        }
    }

    public bool TryEnter()
    {
        lock (gate)
        {
            if (count == cap)
            {
                return false;
            }

            idle = count++ == 0 ? new(TaskCreationOptions.RunContinuationsAsynchronously) : idle;
            return true;
        }
    }

    public void Leave()
    {
        lock (gate)
        {
            if (--count == 0)
            {
                idle.SetResult();
            }
        }
    }

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}
