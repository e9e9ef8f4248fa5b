using System.Net;

namespace Mobile.Client.Tests.SignIn;

public sealed class RefreshTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Fifty_requests_with_an_expired_token_cause_one_refresh()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        phone.Clock.Advance(Lifetime);
        phone.Network.Forget();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => phone.App.Http.GetAsync("orders?limit=1")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Single(phone.Network.To("/oauth/token"));
    }

    [Fact]
    public async Task Fifty_refused_requests_cause_one_refresh()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        host.Clock.Advance(Lifetime + TimeSpan.FromSeconds(1));
        phone.Network.Forget();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => phone.App.Http.GetAsync("orders?limit=1")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Single(phone.Network.To("/oauth/token"));
    }

    [Fact]
    public async Task A_request_that_was_refused_with_an_older_token_goes_on_with_the_current_one()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        host.Clock.Advance(Lifetime + TimeSpan.FromSeconds(1));
        phone.Network.Forget();
        phone.Network.After("/products", async refused =>
        {
            await phone.App.Http.GetAsync("orders?limit=1");
            return refused;
        });

        Assert.Equal(HttpStatusCode.OK, (await phone.App.Http.GetAsync("products?limit=1")).StatusCode);

        Assert.Single(phone.Network.To("/oauth/token"));
    }

    [Theory]
    [InlineData(569, 0)]
    [InlineData(571, 1)]
    public async Task A_token_is_refreshed_thirty_seconds_before_its_end(int age, int refreshes)
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        phone.Network.Forget();
        phone.Clock.Advance(TimeSpan.FromSeconds(age));

        await phone.App.Http.GetAsync("orders?limit=1");

        Assert.Equal(refreshes, phone.Network.To("/oauth/token").Count());
    }

    [Fact]
    public async Task A_lost_refresh_reply_does_not_log_the_phone_out()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        phone.Clock.Advance(Lifetime);
        phone.Network.Forget();
        phone.Network.LoseReply("/oauth/token");

        Assert.Equal(HttpStatusCode.OK, (await phone.App.Http.GetAsync("orders")).StatusCode);

        Assert.Equal(2, phone.Network.To("/oauth/token").Count());
        Assert.Single(phone.Network.To("/oauth/token").Select(sent => sent.Body).Distinct(StringComparer.Ordinal));
        phone.Clock.Advance(Lifetime);
        Assert.Equal(HttpStatusCode.OK, (await phone.App.Http.GetAsync("orders")).StatusCode);
    }

    [Fact]
    public async Task The_whole_schedule_of_retries_does_not_log_the_phone_out()
    {
        await using var phone = new Phone(host.Address, "alice")
        {
            Clock = new(limitsHold: true),
            AttemptTimeout = Phone.Defaults.AttemptTimeout,
            MaxAttempts = Phone.Defaults.MaxAttempts,
        };
        await (await phone.OpenAsync()).SignInAsync();
        await phone.App.Devices.RegisterAsync(new(App.NewKey(), "en"));
        var ahead = host.Clock.GetUtcNow() - phone.Clock.GetUtcNow();
        phone.Clock.Advance(Lifetime);
        phone.Network.Forget();
        var before = phone.Clock.Waits.Count;
        using var impatience = new CancellationTokenSource();
        var last = new TaskCompletionSource();

        // The server does the work of each attempt, at the time of the phone; all replies but the last are lost.
        for (var attempt = 1; attempt < phone.MaxAttempts; attempt++)
        {
            phone.Network.LoseReplyUntilGivenUp("/oauth/token", Arrive, () => phone.Clock.Advance(phone.AttemptTimeout));
        }

        phone.Network.Before("/oauth/token", () =>
        {
            Arrive();
            last.SetResult();
            return Task.CompletedTask;
        });

        // Whoever asks gives up at once, so that no schedule but that of the refresh takes time.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => phone.App.Devices.ListAsync(impatience.Token));
        await last.Task;
        var listed = await phone.App.Devices.ListAsync();

        Assert.Equal(phone.MaxAttempts, phone.Network.To("/oauth/token").Count());
        Assert.Equal([1, 2, 4, 8, 16, 30, 30], phone.Clock.Waits.Skip(before).Select(wait => Math.Floor(wait.TotalSeconds)));
        Assert.True(phone.App.IsSignedIn);
        Assert.True(Assert.Single(listed, device => device.Id == phone.DeviceId).Current);

        void Arrive()
        {
            impatience.Cancel();
            host.Clock.Advance(phone.Clock.GetUtcNow() + ahead - host.Clock.GetUtcNow());
        }
    }

    [Fact]
    public async Task A_caller_who_gives_up_does_not_cancel_the_refresh()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        phone.Clock.Advance(Lifetime);
        phone.Network.Forget();
        using var impatience = new CancellationTokenSource();
        phone.Network.Before("/oauth/token", () => impatience.CancelAsync());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => phone.App.Http.GetAsync("orders", impatience.Token));

        Assert.Equal(HttpStatusCode.OK, (await phone.App.Http.GetAsync("orders")).StatusCode);
        Assert.Single(phone.Network.To("/oauth/token"));
    }

    [Fact]
    public async Task A_session_that_has_ended_asks_for_a_sign_in_and_keeps_the_queue()
    {
        await using var phone = await Phone.SignInAsync(host, "bob");
        var asked = 0;
        phone.App.SignInRequired += (_, _) => asked++;
        await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)], "written before the end");
        using (var another = await host.SignInAsync("bob"))
        {
            var sessions = (await another.ReadAsync("/api/v2/sessions")).GetProperty("items").EnumerateArray();
            var lost = sessions.Single(session => session.GetProperty("deviceId").GetString()?.EndsWith(Path.GetFileName(Path.GetDirectoryName(phone.File)!), StringComparison.Ordinal) is true);
            await another.DeleteAsync($"/api/v2/sessions/{lost.GetProperty("id").GetString()}", Mobile.Testing.App.NewKey());
        }

        await Assert.ThrowsAsync<SignInRequiredException>(() => phone.App.SyncAsync());

        Assert.Equal(1, asked);
        Assert.False(phone.App.IsSignedIn);
        Assert.Null(await phone.Vault.LoadAsync(CancellationToken.None));
        Assert.Single(await phone.App.Writes.ListAsync());
        Assert.Single(await phone.App.Orders.ListAsync());
    }

    [Fact]
    public async Task A_refresh_that_cannot_reach_the_server_keeps_the_user_signed_in()
    {
        await using var phone = new Phone(host.Address, "alice") { MaxAttempts = 2 };
        await (await phone.OpenAsync()).SignInAsync();
        phone.Clock.Advance(Lifetime);
        phone.Network.LoseRequest("/oauth/token");
        phone.Network.LoseRequest("/oauth/token");

        await Assert.ThrowsAsync<ServerUnreachableException>(() => phone.App.Http.GetAsync("orders"));

        Assert.True(phone.App.IsSignedIn);
        Assert.Equal(HttpStatusCode.OK, (await phone.App.Http.GetAsync("orders")).StatusCode);
    }
}
