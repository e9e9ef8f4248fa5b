using Mobile.Testing.Scenarios.Fuzz;

namespace Mobile.Features.Tests.Endurance;

/// <summary>The endurance run <c>fuzz</c>, in short.</summary>
public sealed class FuzzTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whatever_is_sent_is_answered_as_documented_and_with_nobody_elses_data(int seed)
    {
        await using var store = new SqliteStore();

        var report = await new FuzzScenario(store, seed, requests: 1_000, new Progress<Mobile.Testing.Scenarios.ScenarioStep>()).RunAsync();

        Assert.True(report.Held, report.ToString());
    }
}
