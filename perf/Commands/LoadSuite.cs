using Mobile.Perf.Reports;
using Mobile.Perf.Scenarios;

namespace Mobile.Perf.Commands;

/// <summary>The scenarios one after the other.</summary>
internal static class LoadSuite
{
    public static async Task<LoadReport> RunAsync(LoadOptions options, TimeProvider clock, IProgress<LiveScenario> live, CancellationToken interrupt)
    {
        var (startedAt, start) = (clock.GetUtcNow(), clock.GetTimestamp());
        var results = new List<ScenarioResult>();
        foreach (var plan in options.Plans)
        {
            if (interrupt.IsCancellationRequested)
            {
                results.Add(ScenarioResult.Skip(plan.Name, plan.Promise, "the run was interrupted before"));
                continue;
            }

            results.Add(await RunAsync(plan, options, clock, live, interrupt));
        }

        return new(
            LoadReport.CurrentSchema,
            startedAt,
            clock.GetElapsedTime(start).TotalSeconds,
            interrupt.IsCancellationRequested,
            ThisEnvironment.Read(),
            options.ToReport(),
            results);
    }

    /// <summary>A scenario that cannot be run to its end leaves the others their turn.</summary>
    private static async Task<ScenarioResult> RunAsync(ScenarioPlan plan, LoadOptions options, TimeProvider clock, IProgress<LiveScenario> live, CancellationToken interrupt)
    {
        try
        {
            return await new ScenarioRun(plan, options, clock, live).RunAsync(interrupt);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return ScenarioResult.Skip(plan.Name, plan.Promise, "the run was interrupted before it began");
        }
        catch (Exception failure)
        {
            return ScenarioResult.Skip(plan.Name, plan.Promise, "it failed before its end") with { Broken = [$"The run did not come to its end: {failure}"] };
        }
    }
}
