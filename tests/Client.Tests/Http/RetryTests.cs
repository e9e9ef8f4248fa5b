using System.Net;

namespace Mobile.Client.Tests.Http;

/// <summary>The handlers of a write, over a server that is scripted.</summary>
public sealed class RetryTests : IDisposable
{
    private readonly EagerClock clock = new();
    private readonly Script script = new();

    [Fact]
    public async Task Waits_are_1_2_4_8_16_30_30_seconds_plus_at_most_half_a_second()
    {
        using var http = Client();

        await Assert.ThrowsAsync<ServerUnreachableException>(() => http.GetAsync("orders"));

        Assert.Equal(8, script.Keys.Count);
        Assert.Equal([1, 2, 4, 8, 16, 30, 30], clock.Waits.Select(wait => Math.Floor(wait.TotalSeconds)));
        Assert.All(clock.Waits, wait => Assert.InRange(wait.TotalSeconds - Math.Floor(wait.TotalSeconds), 0, 0.5));
        Assert.True(clock.Waits.Select(wait => wait.Milliseconds).Distinct().Count() > 3);
    }

    [Fact]
    public async Task A_write_gets_its_key_before_the_first_attempt_and_keeps_it()
    {
        using var http = Client();
        script.Then(HttpStatusCode.ServiceUnavailable).ThenLost().ThenCut().Then(HttpStatusCode.Created);

        var answer = await http.PostAsync("orders", new StreamContent(new MemoryStream("{}"u8.ToArray())));

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(4, script.Keys.Count);
        Assert.Matches("^[0-9a-f]{32}$", Assert.Single(script.Keys.Distinct())!);
        Assert.All(script.Bodies, body => Assert.Equal("{}", body));
    }

    [Fact]
    public async Task A_key_of_the_app_is_left_alone()
    {
        using var http = Client();
        script.Then(HttpStatusCode.OK);
        using var request = new HttpRequestMessage(HttpMethod.Delete, "orders/1") { Headers = { { "Idempotency-Key", "chosen-by-the-app" } } };

        await http.SendAsync(request);

        Assert.Equal("chosen-by-the-app", Assert.Single(script.Keys));
    }

    [Fact]
    public async Task Reads_and_batches_carry_no_key()
    {
        using var http = Client();
        script.Then(HttpStatusCode.OK).Then(HttpStatusCode.OK);

        await http.GetAsync("orders");
        await http.PostAsync("batch", null);

        Assert.Equal([null, null], script.Keys);
    }

    [Theory]
    [InlineData(HttpStatusCode.RequestTimeout)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    [InlineData((HttpStatusCode)425)]
    [InlineData(HttpStatusCode.NetworkAuthenticationRequired)]
    [InlineData((HttpStatusCode)520)]
    [InlineData((HttpStatusCode)522)]
    [InlineData((HttpStatusCode)524)]
    [InlineData((HttpStatusCode)530)]
    public async Task What_may_pass_is_tried_again(HttpStatusCode status)
    {
        using var http = Client();
        script.Then(status).Then(HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.OK, (await http.PostAsync("orders", null)).StatusCode);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Conflict)]
    [InlineData(HttpStatusCode.PreconditionFailed)]
    [InlineData(HttpStatusCode.NotImplemented)]
    [InlineData(HttpStatusCode.HttpVersionNotSupported)]
    [InlineData(HttpStatusCode.MisdirectedRequest)]
    public async Task What_was_decided_is_not(HttpStatusCode status)
    {
        using var http = Client();
        script.Then(status);

        Assert.Equal(status, (await http.PostAsync("orders", null)).StatusCode);
        Assert.Empty(clock.Waits);
    }

    [Fact]
    public async Task A_conflict_that_names_a_time_is_a_request_in_flight()
    {
        using var http = Client();
        script.Then(HttpStatusCode.Conflict, retryAfter: new(TimeSpan.FromSeconds(1))).Then(HttpStatusCode.Created);

        Assert.Equal(HttpStatusCode.Created, (await http.PostAsync("orders", null)).StatusCode);
    }

    [Fact]
    public async Task Retry_after_in_seconds_is_a_lower_bound()
    {
        using var http = Client();
        script.Then(HttpStatusCode.TooManyRequests, new(TimeSpan.FromSeconds(45))).Then(HttpStatusCode.ServiceUnavailable, new(TimeSpan.FromSeconds(1))).Then(HttpStatusCode.OK);

        await http.GetAsync("orders");

        Assert.Equal([45, 2], clock.Waits.Select(wait => Math.Floor(wait.TotalSeconds)));
    }

    [Fact]
    public async Task Retry_after_as_a_date_is_a_lower_bound()
    {
        using var http = Client();
        var date = clock.GetUtcNow().AddSeconds(90);
        script.Then(HttpStatusCode.ServiceUnavailable, new(date)).Then(HttpStatusCode.OK);

        await http.GetAsync("orders");

        Assert.InRange(Assert.Single(clock.Waits).TotalSeconds, 80, 90.5);
        Assert.True(clock.GetUtcNow() >= date.AddSeconds(-1));
    }

    [Fact]
    public async Task A_date_is_counted_from_the_date_of_the_answer_for_the_phones_clock_may_be_wrong()
    {
        using var http = Client();
        var theirs = clock.GetUtcNow().AddHours(-5);
        script.Then(HttpStatusCode.ServiceUnavailable, new(theirs.AddSeconds(40)), theirs).Then(HttpStatusCode.OK);

        await http.GetAsync("orders");

        Assert.Equal([40], clock.Waits.Select(wait => Math.Floor(wait.TotalSeconds)));
    }

    [Fact]
    public async Task A_date_that_has_passed_asks_for_no_wait_of_its_own()
    {
        using var http = Client();
        var yesterday = clock.GetUtcNow().AddDays(-1);
        script.Then(HttpStatusCode.ServiceUnavailable, new(yesterday)).Then(HttpStatusCode.OK);

        await http.GetAsync("orders");

        Assert.Equal([1], clock.Waits.Select(wait => Math.Floor(wait.TotalSeconds)));
        using var late = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Headers = { RetryAfter = new(yesterday) } };
        Assert.Equal(TimeSpan.Zero, new Backoff(Options()).RetryAfter(late));
    }

    [Fact]
    public async Task A_wait_that_is_too_long_for_an_app_is_handed_to_it_at_once()
    {
        using var http = Client();
        script.Then(HttpStatusCode.ServiceUnavailable, new(TimeSpan.FromHours(1)));

        var answer = await http.GetAsync("orders");

        Assert.Equal(TimeSpan.FromHours(1), answer.Headers.RetryAfter!.Delta);
        Assert.Empty(clock.Waits);
    }

    [Fact]
    public async Task The_last_answer_is_the_apps_when_attempts_run_out()
    {
        using var http = Client(maxAttempts: 3);
        script.Then(HttpStatusCode.BadGateway).Then(HttpStatusCode.BadGateway).Then(HttpStatusCode.TooManyRequests);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await http.PostAsync("orders", null)).StatusCode);
        Assert.Equal(2, clock.Waits.Count);
    }

    [Fact]
    public async Task A_write_to_someone_else_has_no_key_and_is_not_repeated()
    {
        using var http = Client();
        script.ThenLost();

        await Assert.ThrowsAsync<ServerUnreachableException>(() => http.PostAsync(new Uri("https://elsewhere.example/api/orders"), null));

        Assert.Null(Assert.Single(script.Keys));
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_one_that_failed()
    {
        // A wait on this clock ends at once: so does the attempt, before an answer that never comes.
        using var http = Client(maxAttempts: 2, attemptTimeout: TimeSpan.FromSeconds(30));
        script.ThenNever().ThenNever();

        var failure = await Assert.ThrowsAsync<ServerUnreachableException>(() => http.GetAsync("orders"));

        Assert.IsType<Polly.Timeout.TimeoutRejectedException>(failure.InnerException);
        Assert.Equal(2, clock.Waits.Count(wait => wait == TimeSpan.FromSeconds(30)));
    }

    public void Dispose() => script.Dispose();

    private MobileClientOptions Options(int maxAttempts = 8, TimeSpan? attemptTimeout = null) => new()
    {
        BaseAddress = new("https://api.example"),
        Authority = new("https://issuer.example"),
        ClientId = "app",
        RedirectUri = new("app://signin"),
        DeviceId = "phone",
        Platform = "ios",
        AppVersion = "1.0.0",
        DatabasePath = "",
        TokenStore = new InMemoryTokenStore(),
        Browser = null!,
        MaxAttempts = maxAttempts,
        AttemptTimeout = attemptTimeout ?? Timeout.InfiniteTimeSpan,
        TimeProvider = clock,
        Random = new Random(7),
    };

    private HttpClient Client(int maxAttempts = 8, TimeSpan? attemptTimeout = null)
    {
        var options = Options(maxAttempts, attemptTimeout);
        var api = new ApiAddress(options.BaseAddress);
        return new(new IdempotencyKeyHandler(api, clock, new RetryHandler(options, new Backoff(options), script))) { BaseAddress = api.Version };
    }
}
