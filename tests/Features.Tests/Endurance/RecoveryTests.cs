using Mobile.Testing.Scenarios.Recovery;

namespace Mobile.Features.Tests.Endurance;

/// <summary>The short version of <c>dotnet run --project tests/Endurance -- recovery</c>.</summary>
public sealed class RecoveryTests
{
    [Fact]
    public async Task A_killed_migration_backup_or_restore_is_done_whole_or_not_at_all()
    {
        var report = await new RecoveryScenario(seed: 8, kills: 3, rows: 60_000).RunAsync();

        Assert.True(report.Held, report.ToString());
    }
}
