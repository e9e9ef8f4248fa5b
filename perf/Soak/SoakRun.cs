using Mobile.Perf.Target;

namespace Mobile.Perf.Soak;

/// <summary>Loads a server and looks at it every few seconds.</summary>
internal static class SoakRun
{
    public static readonly TimeSpan SampleEvery = TimeSpan.FromSeconds(5);

    /// <returns>The samples up to the end, or to the interruption.</returns>
    public static async Task<IReadOnlyList<SoakSample>> RunAsync(
        ProductServer product, double rate, TimeSpan duration, IProgress<SoakSample> progress, CancellationToken interrupt)
    {
        var samples = new List<SoakSample>();
        using var load = await SoakLoad.OpenAsync(product, interrupt);
        using var done = new CancellationTokenSource();
        var watch = new Watch(product, load.Counts);
        var running = load.RunAsync(rate, done.Token);
        try
        {
            using var timer = new PeriodicTimer(SampleEvery, TimeProvider.System);
            while (watch.Elapsed < duration && !running.IsCompleted && await timer.WaitForNextTickAsync(interrupt))
            {
                samples.Add(watch.Look());
                progress.Report(samples[^1]);
            }
        }
        catch (OperationCanceledException)
        {
            // What was seen so far is shown.
        }
        finally
        {
            await done.CancelAsync();
            await running;
        }

        return samples;
    }

    private sealed class Watch(ProductServer product, SoakCounts counts)
    {
        private readonly long started = TimeProvider.System.GetTimestamp();
        private TimeSpan lastAt;
        private TimeSpan lastTime = product.Process.ProcessorTime;

        public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(started);

        public SoakSample Look()
        {
            var (now, time) = (Elapsed, product.Process.ProcessorTime);
            var (times, serverErrors, unexpected) = counts.Take();
            var (seconds, busy) = ((now - lastAt).TotalSeconds, (time - lastTime).TotalSeconds);
            (lastAt, lastTime) = (now, time);
            return new(
                now.TotalSeconds,
                product.Process.ResidentMemoryBytes / 1e6,
                product.Process.Threads,
                product.Process.Handles,
                busy / seconds,
                Megabytes(product.Store.File),
                Megabytes(product.Store.File + "-wal"),
                times.Count / seconds,
                times.Percentile(50).TotalMilliseconds,
                times.Percentile(99).TotalMilliseconds,
                serverErrors,
                unexpected);
        }

        private static double Megabytes(string path) => new FileInfo(path) is { Exists: true, Length: var length } ? length / 1e6 : 0;
    }
}
