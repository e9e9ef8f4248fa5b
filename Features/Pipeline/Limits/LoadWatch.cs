using System.Diagnostics;

namespace Mobile.Features.Pipeline.Limits;

/// <summary>
/// Watches how long work waits for a thread of the pool, which is what every request waits for first. Once nothing of the last half second
/// got one in time, the node has more to do than it can. Looks from a thread of its own, which no queue holds up.
/// </summary>
public sealed class LoadWatch : IHostedService, IDisposable
{
    private const int Looks = 5;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly TimeSpan limit;
    private readonly ManualResetEventSlim stopped = new();
    private readonly Thread thread;
    private volatile bool isOverloaded;
    private int late;
    private int looked;

    public LoadWatch(LimitOptions options)
    {
        limit = options.ShedAfter;
        thread = new Thread(Watch) { IsBackground = true, Name = "Load watch" };
    }

    /// <summary>Whether whoever can come back later should.</summary>
    public bool IsOverloaded => isOverloaded;

    /// <summary>How often it has looked.</summary>
    internal int Looked => Volatile.Read(ref looked);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (limit > TimeSpan.Zero)
        {
            thread.Start();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        stopped.Set();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        stopped.Set();
        if (thread.IsAlive)
        {
            thread.Join();
        }

        stopped.Dispose();
    }

    /// <param name="delay">For how long the latest work has waited, or waits.</param>
    internal void Learn(TimeSpan delay)
    {
        late = delay > limit ? late + 1 : 0;
        isOverloaded = late >= Looks;
        Interlocked.Increment(ref looked);
    }

    private void Watch()
    {
        var probe = Probe.Send();
        while (!stopped.Wait(Interval))
        {
            Learn(probe.Delay);
            probe = probe.HasRun ? Probe.Send() : probe;
        }
    }

    private sealed class Probe : IThreadPoolWorkItem
    {
        private readonly long queued = Stopwatch.GetTimestamp();
        private long ran;

        public bool HasRun => Volatile.Read(ref ran) != 0;

        public TimeSpan Delay => Volatile.Read(ref ran) is not 0 and var end ? Stopwatch.GetElapsedTime(queued, end) : Stopwatch.GetElapsedTime(queued);

        public static Probe Send()
        {
            var probe = new Probe();
            ThreadPool.UnsafeQueueUserWorkItem(probe, preferLocal: false);
            return probe;
        }

        public void Execute() => Volatile.Write(ref ran, Stopwatch.GetTimestamp());
    }
}
