namespace Mobile.Perf.Scenarios;

internal static class AllScenarios
{
    /// <summary>A new scenario is one more line here.</summary>
    public static IReadOnlyList<ScenarioPlan> Plans { get; } =
        [ColdStart.Plan, SteadyBrowse.Plan, Checkout.Plan, ReconnectStorm.Plan, SyncFanout.Plan, OldVersionMix.Plan, PushFanout.Plan];
}
