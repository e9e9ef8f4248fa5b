using Mobile.Perf.Load;

namespace Mobile.Perf.Tests.Support;

/// <summary>A scenario that does what a test says, and needs no server.</summary>
internal sealed class FakeScenario(Func<Arrival, CancellationToken, Task> run) : IScenario
{
    public int Runs { get; private set; }

    public Task InitAsync(CancellationToken stop) => Task.CompletedTask;

    public Task RunAsync(Arrival arrival, CancellationToken stop)
    {
        Runs++;
        return run(arrival, stop);
    }

    public Task<IReadOnlyList<string>> CheckAsync(CancellationToken stop) => Task.FromResult<IReadOnlyList<string>>([]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

internal static class FakeSteps
{
    /// <summary>A step that takes so long.</summary>
    public static Task TakeAsync(this Arrival arrival, string step, TimeProvider time, TimeSpan span, CancellationToken stop) =>
        arrival.StepAsync(step, async _ =>
        {
            await Task.Delay(span, time, stop);
            return true;
        });

    /// <summary>Makes load in simulated time.</summary>
    public static Measured Measure(
        this SimulatedTime time, IScenario scenario, IReadOnlyList<LoadSimulation> simulations, int cap = LoadGenerator.Cap, CancellationToken interrupt = default) =>
        time.Run(async () =>
        {
            var measurements = new Measurements(time);
            var during = await new LoadGenerator(scenario, time, seed: 1, cap).RunAsync(simulations, measurements, interrupt);
            return new Measured(measurements.Results(during), measurements.Lateness);
        });
}

internal sealed record Measured(IReadOnlyList<StepResult> Steps, Histogram Lateness)
{
    public StepResult Whole => Steps[0];

    public StepResult Of(string step) => Steps.Single(result => result.Name == step);
}
