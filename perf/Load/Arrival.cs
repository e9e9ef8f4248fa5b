namespace Mobile.Perf.Load;

/// <summary>One time through a scenario. Its first step counts from when it was due, so that a late start is not a fast answer.</summary>
/// <param name="due">A timestamp of <paramref name="clock"/>.</param>
internal sealed class Arrival(long number, long due, int seed, Measurements measurements, TimeProvider clock, CancellationToken over)
{
    private int steps;

    /// <summary>From 0, counted through warm-up and all simulations.</summary>
    public long Number => number;

    /// <summary>Random numbers that depend on the run's seed and this arrival's number alone.</summary>
    public Random Random { get; } = Dice.For(seed, number);

    public async Task<T> StepAsync<T>(string name, Func<Step, Task<T>> work)
    {
        var since = Interlocked.Increment(ref steps) == 1 ? due : clock.GetTimestamp();
        var meter = measurements.Step(name);
        var step = Step.Current = new Step(this);
        try
        {
            var result = await work(step);
            meter.Record(clock.GetElapsedTime(since), step.Status, isOk: true, step);
            return result;
        }
        catch (Exception failure)
        {
            meter.Record(clock.GetElapsedTime(since), NameOf(failure), isOk: false, step);
            throw;
        }
        finally
        {
            Step.Current = null;
        }
    }

    /// <summary>Runs the scenario once; what goes wrong is counted and goes no further.</summary>
    public async Task RunAsync(IScenario scenario)
    {
        try
        {
            await scenario.RunAsync(this, over);
            measurements.Whole.Record(clock.GetElapsedTime(due), "ok", isOk: true);
        }
        catch (Exception failure)
        {
            measurements.Whole.Record(clock.GetElapsedTime(due), NameOf(failure), isOk: false);
        }
    }

    private string NameOf(Exception failure) =>
        over.IsCancellationRequested && failure is OperationCanceledException ? "unfinished" : StepFailedException.NameOf(failure);
}
