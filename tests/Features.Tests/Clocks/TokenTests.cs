using System.Globalization;
using System.Net;
using Mobile.Features.Data;

namespace Mobile.Features.Tests.Clocks;

/// <summary>What expires, when the clock that said when was wrong.</summary>
public abstract class TokenTests(TestHost host) : ClockScene(host)
{
    private const long Day = 86_400_000;

    public sealed class Sqlite() : TokenTests(new SqliteApiHost());

    public sealed class SqlServer() : TokenTests(new SqlServerApiHost());

    [EngineTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_access_token_of_a_clock_ahead_is_no_longer_good_than_any_other(bool wasUsedAhead)
    {
        using var alice = await Host.SignInAsync("alice");
        Clock.Step(FortyDays);
        await alice.RefreshAsync();
        if (wasUsedAhead)
        {
            Assert.Equal(HttpStatusCode.OK, (await ListAsync(alice)).StatusCode);
        }

        Clock.Step(-FortyDays);

        await (await ListAsync(alice)).AssertProblemAsync(401, "token-expired");
        await alice.RefreshAsync();
        Assert.Equal(HttpStatusCode.OK, (await ListAsync(alice)).StatusCode);
    }

    [EngineTheory]
    [InlineData(50, 200)]
    [InlineData(75, 401)]
    public async Task Clocks_may_be_a_minute_apart(int seconds, int status)
    {
        using var alice = await Host.SignInAsync("alice");
        Clock.Step(-TimeSpan.FromSeconds(seconds));

        Assert.Equal(status, (int)(await ListAsync(alice)).StatusCode);
    }

    [EngineFact]
    public async Task A_phone_stays_signed_in_over_a_step_back_and_its_session_gets_no_longer_life()
    {
        using var alice = await Host.SignInAsync("alice");
        Clock.Step(FortyDays);
        Assert.Equal(0, await CollectAsync());
        await alice.RefreshAsync();
        Clock.Step(-FortyDays);
        Assert.Equal(0, await CollectAsync());
        Assert.True(await EndsInAsync() > 125 * Day);

        Clock.Advance(ClockMonitor.Settling + TimeSpan.FromSeconds(1));
        await CollectAsync();

        Assert.InRange(await EndsInAsync(), 89 * Day, 90 * Day);
        await alice.RefreshAsync();
    }

    [EngineFact]
    public async Task A_clock_that_is_years_ahead_signs_nobody_out()
    {
        using var alice = await Host.SignInAsync("alice");
        Clock.Step(TimeSpan.FromDays(4000));

        var answer = await alice.RefreshAsync(alice.RefreshToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("temporarily_unavailable", (await answer.ReadAsync()).Text("error"));

        Clock.Step(-TimeSpan.FromDays(4000));
        await alice.RefreshAsync();
        Assert.Equal(HttpStatusCode.OK, (await ListAsync(alice)).StatusCode);
    }

    [EngineFact]
    public async Task A_session_that_was_not_used_for_90_days_ends_once_the_clock_is_believed()
    {
        using var alice = await Host.SignInAsync("alice");
        Clock.Step(TimeSpan.FromDays(91));
        await Host.RestartAsync();
        using var back = alice.At(Host.Address);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await back.RefreshAsync(back.RefreshToken)).StatusCode);

        Clock.Advance(ClockMonitor.Proof + TimeSpan.FromSeconds(1));

        await (await back.RefreshAsync(back.RefreshToken)).AssertOAuthErrorAsync("invalid_grant");
    }

    [EngineFact]
    public async Task A_session_that_was_refreshed_by_a_clock_months_behind_lasts()
    {
        using var alice = await Host.SignInAsync("alice");
        await CollectAsync();
        Clock.Step(-TimeSpan.FromDays(200));
        await alice.RefreshAsync();
        Clock.Step(TimeSpan.FromDays(200));
        await CollectAsync();
        Clock.Advance(ClockMonitor.Proof + TimeSpan.FromSeconds(1));
        await CollectAsync();

        await alice.RefreshAsync();
    }

    private async Task<long> EndsInAsync() =>
        await Store.ReadAsync<long>(string.Create(CultureInfo.InvariantCulture, $"SELECT MAX(expires_at) - {Clock.UnixMilliseconds()} FROM sessions"));
}
