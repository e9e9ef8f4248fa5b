using Mobile.Features.Versions.Lifecycle;

namespace Mobile.Features.Tests.Versions;

public abstract class RetirementGateTests(TestHost host) : AdoptionScene(host)
{
    [EngineFact]
    public async Task A_version_is_retired_when_its_sunset_is_past_and_two_weeks_long_nobody_used_it()
    {
        await Release.GetAsync((DeprecateVersion.Handler handler) => handler.DeprecateAsync(new("v1", SunsetAt: Host.Clock.GetUtcNow() + (10 * Day)), default));
        for (var day = 0; day < 20; day++)
        {
            await CallAsync("alice", "phone", "ios", "3.2.0", "v2");
            await CallAsync("bob", "phone", "ios", day < 5 ? "3.1.0" : "3.2.0", day < 5 ? "v1" : "v2");
            await CountDayAsync();
            var state = await GateAsync();

            // Days 0 to 4 show v1; so the fourteenth day without it is day 18.
            Assert.Equal((day >= 18, day >= 10), (state.IsMet, state.IsPastSunset));
            if (day == 17)
            {
                var refused = await Release.AssertRefusedAsync("retirement-gate-not-met", (RetireVersion.Handler handler) => handler.RetireAsync(new("v1"), default));
                Assert.Contains("14 were counted, 13 of them under 1 %", refused.Detail, StringComparison.Ordinal);
            }

            await NextDayAsync();
        }

        var met = await GateAsync();
        Assert.Equal((14, 0, 2), (met.Days.Count, met.Days[^1].Devices, met.Days[^1].ActiveDevices));
        await Release.GetAsync((RetireVersion.Handler handler) => handler.RetireAsync(new("v1"), default));
        using var alice = await Host.SignInAsync("alice", "phone");
        await (await alice.With("ios", "3.2.0").GetAsync("/api/v1/profile")).AssertProblemAsync(410, "api-version-retired");
        await SeenAsync("alice", "phone", "3.2.0", ["v1"]);
    }

    [EngineFact]
    public async Task A_day_that_nobody_counted_does_not_open_the_gate()
    {
        await Release.GetAsync((DeprecateVersion.Handler handler) => handler.DeprecateAsync(new("v1", SunsetAt: Host.Clock.GetUtcNow() + (8 * Day)), default));
        await CallAsync("alice", "phone", "ios", "3.2.0", "v2");
        for (var day = 0; day < 16; day++)
        {
            await NextDayAsync();
            if (day != 7)
            {
                await CountDayAsync();
            }
        }

        var state = await GateAsync();
        Assert.False(state.IsMet);
        Assert.Contains("Of the last 14 days 13 were counted", state.Summary, StringComparison.Ordinal);
    }

    [EngineFact]
    public async Task Days_on_which_nobody_was_active_do_not_open_the_gate()
    {
        await Release.GetAsync((DeprecateVersion.Handler handler) => handler.DeprecateAsync(new("v1", SunsetAt: Host.Clock.GetUtcNow() + (8 * Day)), default));
        for (var day = 0; day < 16; day++)
        {
            await CountDayAsync();
            await NextDayAsync();
        }

        var state = await GateAsync();
        Assert.Equal((false, true, 0), (state.IsMet, state.IsPastSunset, state.Days.Count));
        Assert.Contains("No day of the last 14 was counted", state.Summary, StringComparison.Ordinal);
    }

    public sealed class Sqlite(SqliteApiHost host) : RetirementGateTests(host), IClassFixture<SqliteApiHost>;

    public sealed class SqlServer(SqlServerApiHost host) : RetirementGateTests(host), IClassFixture<SqlServerApiHost>;
}
