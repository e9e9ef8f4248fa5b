using Mobile.Perf.Load;
using Mobile.Perf.Reports;
using Mobile.Perf.Scenarios;
using Mobile.Perf.Target;

namespace Mobile.Perf.Commands;

/// <summary>One scenario from its server's start to its promise.</summary>
internal sealed class ScenarioRun(ScenarioPlan plan, LoadOptions options, TimeProvider clock, IProgress<LiveScenario> live)
{
    private const int MostSentences = 10;

    public async Task<ScenarioResult> RunAsync(CancellationToken interrupt)
    {
        if (plan.NeedsHub && options.Target is not null)
        {
            return ScenarioResult.Skip(plan.Name, plan.Promise, "it listens at the notification hub of a server of its own, and the target has another");
        }

        Show("starting");
        await using var target = await OpenTargetAsync(interrupt);
        await using var scenario = plan.Create(new(target, options.RateOf(plan), options.During, options.Seed, options.IsSmoke));
        Show("preparing");
        await scenario.InitAsync(interrupt);

        var simulations = options.SimulationsOf(plan);
        var generator = new LoadGenerator(scenario, clock, options.Seed);
        await WarmUpAsync(generator, interrupt);
        var warmUp = scenario.Figures;
        var measurements = new Measurements(clock);
        var planned = simulations.Aggregate(TimeSpan.Zero, (sum, simulation) => sum + simulation.During);
        live.Report(new(plan.Name, "under load", planned, measurements));
        var during = await generator.RunAsync(simulations, measurements, interrupt);

        live.Report(new(plan.Name, "checking", null, measurements));
        var broken = await CheckAsync(scenario);
        var steps = measurements.Results(during);
        var lateness = measurements.Lateness.Percentile(99).TotalMilliseconds;
        return new(
            plan.Name,
            plan.Promise,
            Skipped: null,
            [.. simulations.Select(simulation => simulation.ToString())],
            measurements.Lateness.Percentile(50).TotalMilliseconds,
            lateness,
            steps,
            [.. options.ThresholdsOf(plan).Select(threshold => threshold.Judge(steps, lateness > ScenarioResult.LatenessLimit))],
            broken,
            Since(warmUp, scenario.Figures),
            options.WarmUpOf(plan).TotalSeconds);
    }

    private async Task<ITarget> OpenTargetAsync(CancellationToken stop) => options.Target is { } address
        ? await RemoteTarget.ConnectAsync(address, options.IdTokens, stop)
        : await OwnTarget.StartAsync(plan.NeedsHub, plan.PrepareAsync);

    private async Task WarmUpAsync(LoadGenerator generator, CancellationToken interrupt)
    {
        if (options.WarmUpOf(plan) is { Ticks: > 0 } warmUp)
        {
            var unused = new Measurements(clock);
            live.Report(new(plan.Name, "warming up", warmUp, unused));
            await generator.RunAsync([new Inject(options.RateOf(plan), warmUp)], unused, interrupt);
        }
    }

    /// <summary>Leaves out of a scenario's counts what warm-up added to them, as the steps leave it out.</summary>
    private static Dictionary<string, double> Since(IReadOnlyDictionary<string, double> before, IReadOnlyDictionary<string, double> now) =>
        now.ToDictionary(figure => figure.Key, figure => figure.Value - before.GetValueOrDefault(figure.Key), StringComparer.Ordinal);

    /// <summary>A server that cannot be asked has not kept its promise.</summary>
    private static async Task<IReadOnlyList<string>> CheckAsync(IScenario scenario)
    {
        try
        {
            var broken = await scenario.CheckAsync(CancellationToken.None);
            return broken.Count <= MostSentences ? broken : [.. broken.Take(MostSentences), $"So much for {MostSentences} of {broken.Count}."];
        }
        catch (Exception failure)
        {
            return [$"The promise could not be checked: {failure.Message}"];
        }
    }

    private void Show(string phase) => live.Report(new(plan.Name, phase, null, null));
}

/// <summary>Where a run is.</summary>
/// <param name="Lasts">How long load is made; null while none is.</param>
internal sealed record LiveScenario(string Name, string Phase, TimeSpan? Lasts, Measurements? Measurements);
