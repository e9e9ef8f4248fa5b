using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Tests.Pipeline;

public abstract class IdempotencyTests(TestHost host)
{
    public sealed class Sqlite(SqliteHost host) : IdempotencyTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : IdempotencyTests(host), IClassFixture<SqlServerHost>;

    [EngineTheory]
    [EveryVersion]
    public async Task Replaying_a_key_returns_the_first_reply_byte_for_byte(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var key = App.NewKey();

        var first = await alice.PostAsync($"/api/{version}/orders", Jacket(version), key);
        var second = await alice.PostAsync($"/api/{version}/orders", Jacket(version), key);

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.False(first.IsReplay());
        await AssertReplayAsync(first, second);
        Assert.StartsWith($"/api/{version}/orders/", first.Header("Location"), StringComparison.Ordinal);
        Assert.Equal("\"1\"", first.Header("ETag"));
        Assert.Equal(1, await CountAsync(first));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_refreshed_token_still_replays(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var key = App.NewKey();
        var first = await alice.PostAsync($"/api/{version}/orders", Jacket(version), key);

        await alice.RefreshAsync();

        await AssertReplayAsync(first, await alice.PostAsync($"/api/{version}/orders", Jacket(version), key));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_restart_still_replays(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var key = App.NewKey();
        var first = await alice.PostAsync($"/api/{version}/orders", Jacket(version), key);

        await host.RestartAsync();

        await AssertReplayAsync(first, await alice.At(host.Address).PostAsync($"/api/{version}/orders", Jacket(version), key));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Sixty_four_parallel_repetitions_make_one_order(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var key = App.NewKey();
        var before = await CountOrdersAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => alice.PostAsync($"/api/{version}/orders", Jacket(version), key)));

        Assert.Equal(before + 1, await CountOrdersAsync());
        var bodies = new HashSet<string>(StringComparer.Ordinal);
        foreach (var answer in answers)
        {
            if (answer.StatusCode == HttpStatusCode.Conflict)
            {
                await answer.AssertProblemAsync(409, "request-in-flight");
                Assert.Equal("1", answer.Header("Retry-After"));
                continue;
            }

            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            bodies.Add(await answer.Content.ReadAsStringAsync());
        }

        Assert.Single(bodies);
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created && !answer.IsReplay());
    }

    [EngineTheory]
    [EveryVersion]
    public async Task The_same_key_with_another_body_is_refused_and_the_first_reply_stays(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var key = App.NewKey();
        var first = await alice.PostAsync($"/api/{version}/orders", Jacket(version), key);

        var other = await alice.PostAsync($"/api/{version}/orders", Contract.Of(version).Order("TRJ-MOS", 3), key);
        await other.AssertProblemAsync(422, "idempotency-key-reused");

        await AssertReplayAsync(first, await alice.PostAsync($"/api/{version}/orders", Jacket(version), key));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task The_same_key_on_another_route_method_or_version_is_refused(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var key = App.NewKey();
        await alice.PostAsync($"/api/{version}/orders", Jacket(version), key);

        foreach (var other in ApiVersions.Names.Except([version]))
        {
            await (await alice.PostAsync($"/api/{other}/orders", Jacket(version), key)).AssertProblemAsync(422, "idempotency-key-reused");
        }

        await (await alice.DeleteAsync("/api/v2/sessions/1", key)).AssertProblemAsync(422, "idempotency-key-reused");
        await (await alice.PostAsync($"/api/{version}/orders?x=1", Jacket(version), key)).AssertProblemAsync(422, "idempotency-key-reused");
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_reply_of_an_earlier_build_is_replayed_whatever_that_called_the_parameters_of_the_path(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var (key, installation) = (App.NewKey(), DeviceExtensions.NewInstallation());
        await alice.RegisterAsync(installation, DeviceExtensions.Registration(), version);
        var first = await alice.DeleteAsync($"/api/{version}/devices/{installation}", key);
        var rows = await host.Store.WriteAsync(
            "UPDATE idempotency_keys SET route = @route WHERE idempotency_key = @key", new { route = $"/api/{version}/devices/{{id}}", key });

        Assert.Equal((HttpStatusCode.NoContent, 1), (first.StatusCode, rows));
        await AssertReplayAsync(first, await alice.DeleteAsync($"/api/{version}/devices/{installation}", key));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Charset_and_parameter_order_do_not_make_another_request(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var key = App.NewKey();
        var json = Contract.Of(version).OrderText("\"sku\":\"TRJ-MOS\",\"quantity\":1");
        var first = await alice.PostAsync($"/api/{version}/orders?a=1&b=2", Body("application/json"), key);

        await AssertReplayAsync(first, await alice.PostAsync($"/api/{version}/orders?b=2&a=1", Body("application/json; charset=utf-8"), key));

        StringContent Body(string mediaType) => new(json) { Headers = { ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(mediaType) } };
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_quoted_key_and_the_bare_one_are_one(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var key = App.NewKey();
        var first = await alice.PostAsync($"/api/{version}/orders", Jacket(version), key);

        await AssertReplayAsync(first, await alice.PostAsync($"/api/{version}/orders", Jacket(version), $"\"{key}\""));
        await AssertReplayAsync(first, await alice.PostAsync($"/api/{version}/orders", Jacket(version), $"\"{key}\";a=1; b"));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Another_users_key_says_nothing(string version)
    {
        using var alice = await host.SignInAsync("alice");
        using var bob = await host.SignInAsync("bob");
        var key = App.NewKey();
        var hers = await alice.PostAsync($"/api/{version}/orders", Jacket(version), key);

        var his = await bob.PostAsync($"/api/{version}/orders", Jacket(version), key);

        Assert.Equal(HttpStatusCode.Created, his.StatusCode);
        Assert.False(his.IsReplay());
        Assert.NotEqual(hers.Header("Location"), his.Header("Location"));
        await (await alice.GetAsync(his.Header("Location")!)).AssertProblemAsync(404, "order-not-found");
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_decided_refusal_is_remembered(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var key = App.NewKey();
        var sku = $"LATER-{version}";
        var unknown = Contract.Of(version).Order(sku);
        var first = await alice.PostAsync($"/api/{version}/orders", unknown, key);
        await first.AssertProblemAsync(422, "unknown-sku");
        await AddProductAsync(sku);

        await AssertRefusedAgainAsync(await alice.PostAsync($"/api/{version}/orders", unknown, key), 422, "unknown-sku");
        Assert.Equal(0, await host.Store.ReadAsync<long>(
            "SELECT CAST(COUNT(*) AS bigint) FROM orders WHERE lines LIKE @lines", new { lines = $"%{sku}%" }));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task Of_a_refusal_no_body_is_stored_and_a_replay_is_the_same_problem(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var key = App.NewKey();
        var path = $"/api/{version}/orders/{Ids.New(host.Clock)}/cancel";
        var first = await (await CancelAsync(alice, path, key)).AssertProblemAsync(404, "order-not-found");

        var replay = await AssertRefusedAgainAsync(await CancelAsync(alice, path, key), 404, "order-not-found");

        foreach (var member in new[] { "type", "title", "detail", "instance" })
        {
            Assert.Equal(first.Text(member), replay.Text(member));
        }

        Assert.Equal(path, replay.Text("instance"));
        Assert.Equal(new(404, "order-not-found", 0, null), await StoredAsync(key));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_refusal_that_an_earlier_build_has_stored_whole_is_replayed_as_it_is(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var key = App.NewKey();
        var path = $"/api/{version}/orders/{Ids.New(host.Clock)}/cancel";
        await CancelAsync(alice, path, key);
        const string Body = """{"code":"of-old"}""";
        await host.Store.WriteAsync(
            "UPDATE idempotency_keys SET problem_code = NULL, content_type = 'application/problem+json', body = @body WHERE idempotency_key = @key",
            new { key, body = Encoding.UTF8.GetBytes(Body) });

        var replay = await CancelAsync(alice, path, key);

        Assert.True(replay.IsReplay());
        Assert.Equal((HttpStatusCode.NotFound, Body), (replay.StatusCode, await replay.Content.ReadAsStringAsync()));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_refusal_of_a_later_build_is_replayed_by_its_code(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var key = App.NewKey();
        var path = $"/api/{version}/orders/{Ids.New(host.Clock)}/cancel";
        await CancelAsync(alice, path, key);
        await host.Store.WriteAsync(
            "UPDATE idempotency_keys SET status = 409, problem_code = 'not-invented-yet' WHERE idempotency_key = @key", new { key });

        await AssertRefusedAgainAsync(await CancelAsync(alice, path, key), 409, "not-invented-yet");
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_precondition_that_cannot_hold_again_is_answered_with_the_state_of_now(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var path = $"/api/{version}/orders/{await alice.PlaceOrderAsync(version: version)}";
        await alice.PatchAsync(path, new { note = "second" }, version: 1);
        var key = App.NewKey();

        var first = await (await alice.PatchAsync(path, new { note = "mine" }, version: 1, key)).AssertProblemAsync(412, "precondition-failed");
        await alice.PatchAsync(path, new { note = "third" }, version: 2);
        var again = await alice.PatchAsync(path, new { note = "mine" }, version: 1, key);

        var problem = await again.AssertProblemAsync(412, "precondition-failed");
        Assert.False(again.IsReplay());
        Assert.Equal((2, 3), (first.GetProperty("currentVersion").GetInt64(), problem.GetProperty("currentVersion").GetInt64()));
        Assert.Equal("third", problem.GetProperty("current").Text("note"));
        Assert.Null(await StoredAsync(key));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_precondition_that_may_hold_one_day_stays_refused(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var path = $"/api/{version}/orders/{await alice.PlaceOrderAsync(version: version)}";
        var key = App.NewKey();
        await (await alice.PatchAsync(path, new { note = "mine" }, version: 2, key)).AssertProblemAsync(412, "precondition-failed");
        await alice.PatchAsync(path, new { note = "second" }, version: 1);

        await AssertRefusedAgainAsync(await alice.PatchAsync(path, new { note = "mine" }, version: 2, key), 412, "precondition-failed");

        Assert.Equal("second", (await alice.ReadAsync(path)).Text("note"));
        Assert.Equal(new(412, "precondition-failed", 0, null), await StoredAsync(key));
    }

    [EngineTheory]
    [EveryVersion]
    public async Task An_invalid_request_is_not_remembered(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var key = App.NewKey();
        await (await alice.PostAsync($"/api/{version}/orders", Contract.Of(version).Order("TRJ-MOS", 0), key)).AssertProblemAsync(400, "validation-failed");

        var mended = await alice.PostAsync($"/api/{version}/orders", Jacket(version), key);

        Assert.Equal(HttpStatusCode.Created, mended.StatusCode);
        Assert.False(mended.IsReplay());
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_replay_needs_a_signed_in_user(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var key = App.NewKey();
        await alice.PostAsync($"/api/{version}/orders", Jacket(version), key);

        await (await App.Anonymous(host.Address).PostAsync($"/api/{version}/orders", Jacket(version), key)).AssertProblemAsync(401, "unauthenticated");
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_missing_key_is_refused_with_a_link_that_explains_it(string version)
    {
        using var alice = await host.SignInAsync("alice");

        var answer = await alice.SendAsync(HttpMethod.Post, $"/api/{version}/orders", JsonContent.Create(Jacket(version)));

        await answer.AssertProblemAsync(400, "idempotency-key-missing");
        Assert.Equal("</problems/idempotency-key-missing>; rel=\"describedby\"", answer.Header("Link"));
        var explanation = await alice.ReadAsync("/problems/idempotency-key-missing");
        Assert.Equal("idempotency-key-missing", explanation.GetProperty("code").GetString());
    }

    [EngineTheory]
    [EveryVersion("fifteen-chars--")]
    [EveryVersion("\"sixteen and blank \"")]
    [EveryVersion("\"never closed------")]
    [EveryVersion("\"closed too early\"----")]
    [EveryVersion("\"bad \\escape--------\"")]
    [EveryVersion("a tab\tin the middle")]
    public async Task A_malformed_key_is_refused(string key, string version)
    {
        using var alice = await host.SignInAsync("alice");

        await (await alice.PostAsync($"/api/{version}/orders", Jacket(version), key)).AssertProblemAsync(400, "idempotency-key-invalid");
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_key_has_16_to_255_characters_and_one_line(string version)
    {
        using var alice = await host.SignInAsync("alice");

        Assert.Equal(HttpStatusCode.Created, (await alice.PostAsync($"/api/{version}/orders", Jacket(version), App.NewKey()[..16])).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await alice.PostAsync($"/api/{version}/orders", Jacket(version), App.NewKey().PadRight(255, 'a'))).StatusCode);
        await (await alice.PostAsync($"/api/{version}/orders", Jacket(version), new string('a', 256))).AssertProblemAsync(400, "idempotency-key-invalid");
        await (await alice.PostAsync($"/api/{version}/orders", Jacket(version), new string('a', 300))).AssertProblemAsync(400, "idempotency-key-invalid");
        var twoLines = await RawHttp.SendAsync(
            host.Address,
            $"POST /api/{version}/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {alice.AccessToken}\r\nIdempotency-Key: {App.NewKey()}\r\nIdempotency-Key: {App.NewKey()}\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}");
        Assert.Contains("idempotency-key-invalid", twoLines, StringComparison.Ordinal);
    }

    private static JsonObject Jacket(string version) => Contract.Of(version).Order("TRJ-MOS", 2);

    private static async Task AssertReplayAsync(HttpResponseMessage first, HttpResponseMessage second)
    {
        Assert.Equal(first.StatusCode, second.StatusCode);
        Assert.Equal(await first.Content.ReadAsByteArrayAsync(), await second.Content.ReadAsByteArrayAsync());
        Assert.Equal(first.Header("Content-Type"), second.Header("Content-Type"));
        Assert.Equal(first.Header("Location"), second.Header("Location"));
        Assert.Equal(first.Header("ETag"), second.Header("ETag"));
        Assert.True(second.IsReplay());
    }

    private static async Task<JsonElement> AssertRefusedAgainAsync(HttpResponseMessage answer, int status, string code)
    {
        Assert.True(answer.IsReplay());
        return await answer.AssertProblemAsync(status, code);
    }

    private static Task<HttpResponseMessage> CancelAsync(App app, string path, string key) =>
        app.SendAsync(HttpMethod.Post, path, null, ("Idempotency-Key", key));

    private Task<Stored?> StoredAsync(string key) => host.Store.ReadAsync<Stored>(
        $"""
        SELECT status AS Status, problem_code AS Code, CAST({(host.Store.Engine == "sqlite" ? "LENGTH" : "DATALENGTH")}(body) AS bigint) AS Bytes,
               content_type AS ContentType
        FROM idempotency_keys
        WHERE idempotency_key = @key
        """,
        new { key });

    private sealed record Stored(long Status, string? Code, long Bytes, string? ContentType);

    private async Task<long> CountAsync(HttpResponseMessage created) => await host.Store.ReadAsync<long>(
        "SELECT COUNT(*) FROM orders WHERE id = @id", new { id = (await created.ReadAsync()).GetProperty("id").GetString() });

    private Task<long> CountOrdersAsync() => host.Store.ReadAsync<long>("SELECT COUNT(*) FROM orders");

    private Task<int> AddProductAsync(string sku) => host.Store.WriteAsync(
        """
        INSERT INTO products (id, sku, seq, version, name, category, description, price_minor, currency, image, created_at)
        VALUES (@id, @sku, 1, 1, 'Later', 'Later', 'Later', 100, 'EUR', 'later', 1)
        """,
        new { id = Ids.New(host.Clock), sku });
}
