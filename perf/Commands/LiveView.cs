using Mobile.Perf.Load;
using Mobile.Perf.Reports;

namespace Mobile.Perf.Commands;

/// <summary>Shows at intervals where a run is.</summary>
internal interface ILiveView
{
    TimeSpan Interval { get; }

    /// <param name="rates">Successes a second of each step since the last time.</param>
    void Show(LiveScenario scenario, IReadOnlyList<LiveResult> steps, IReadOnlyList<double> rates);
}

internal static class LiveView
{
    public static async Task<LoadReport> FollowAsync(Func<IProgress<LiveScenario>, Task<LoadReport>> run, ILiveView view)
    {
        var follower = new Follower(view);
        using var done = new CancellationTokenSource();
        var showing = follower.ShowAsync(done.Token);
        try
        {
            return await run(follower);
        }
        finally
        {
            await done.CancelAsync();
            await showing;
        }
    }

    private sealed class Follower(ILiveView view) : IProgress<LiveScenario>
    {
        private volatile LiveScenario? current;
        private Measurements? measured;
        private IReadOnlyList<LiveResult> last = [];
        private TimeSpan lastAt;

        public void Report(LiveScenario value) => current = value;

        public async Task ShowAsync(CancellationToken done)
        {
            using var timer = new PeriodicTimer(view.Interval, TimeProvider.System);
            try
            {
                while (await timer.WaitForNextTickAsync(done))
                {
                    if (current is { } scenario)
                    {
                        Show(scenario);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // The run is over.
            }
        }

        private void Show(LiveScenario scenario)
        {
            if (measured != scenario.Measurements)
            {
                (measured, last, lastAt) = (scenario.Measurements, [], TimeSpan.Zero);
            }

            var steps = measured?.Live() ?? [];
            var now = measured?.Elapsed ?? TimeSpan.Zero;
            var rates = steps.Select((step, i) => (step.Ok - (i < last.Count ? last[i].Ok : 0)) / Math.Max((now - lastAt).TotalSeconds, 0.001)).ToList();
            (last, lastAt) = (steps, now);
            view.Show(scenario, steps, rates);
        }
    }
}
