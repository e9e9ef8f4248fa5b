using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Data;
using Mobile.Features.Sessions;
using Mobile.Features.Versions.Policy;

namespace Mobile.Features.Tests.Data;

/// <summary>Work that is tried every second or two, and fails each time, does not fill the log with the same.</summary>
public sealed class RepeatedFailureTests
{
    [Fact]
    public async Task What_goes_on_failing_is_told_once_a_minute()
    {
        await using var store = new SqliteStore();
        var (clock, lines) = (new TestClock(), new LogLines());
        await using var node = TestNode.Start(store, clock, "api", logs: lines);
        File.Delete(store.File);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => node.Services.GetRequiredService<StoreEpoch>().EndAsync(0, default));

        await FailAsync(node);
        Assert.Equal((1, 1), Count(lines));

        clock.Advance(TimeSpan.FromSeconds(61));
        await FailAsync(node);
        Assert.Equal((2, 2), Count(lines));
    }

    private static async Task FailAsync(TestNode node)
    {
        for (var i = 0; i < 5; i++)
        {
            await node.Services.GetRequiredService<VersionPolicy>().RefreshAsync(default);
            await node.Services.GetRequiredService<RevocationPoll>().RefreshAsync(default);
        }
    }

    private static (int Policies, int Revocations) Count(LogLines lines) =>
        (lines.Texts.Count(line => line.StartsWith("The version policy cannot be read", StringComparison.Ordinal)),
            lines.Texts.Count(line => line.StartsWith("The ended sessions cannot be read", StringComparison.Ordinal)));
}
