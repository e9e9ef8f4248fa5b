using System.Net;
using System.Net.Http.Json;
using Mobile.Testing.Telemetry;

namespace Mobile.Features.Tests.Hosting.Telemetry;

public sealed class TraceTests(TelemetryProcess telemetry) : IClassFixture<TelemetryProcess>
{
    private const long Client = 3;
    private const long Consumer = 5;

    private readonly string trace = App.NewKey();
    private readonly string caller = App.NewKey()[..16];

    [Theory]
    [EveryVersion]
    public async Task An_order_and_its_push_are_one_trace(string version)
    {
        using var alice = await App.SignInAsync(telemetry.Node.Address, "alice");
        await alice.RegisterAsync(DeviceExtensions.NewInstallation(), DeviceExtensions.Registration(), version);

        var answer = await SendAsync(alice, HttpMethod.Post, $"/api/{version}/orders", Contract.Of(version).Order("MUG-RED"));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        await telemetry.Receiver.UntilToldAsync(told => told.Spans.Where(span => span.TraceId == trace && span.Name == "send push"));
        var request = await ToldAsync($"POST /api/{version}/orders", caller);
        var write = await ToldAsync("write", request.Id);
        var insert = await ToldAsync("INSERT orders", write.Id);
        await ToldAsync("commit", write.Id);
        var expansion = await ToldAsync("expand event", write.Id);
        await ToldAsync("UPDATE outbox", expansion.Id);
        await ToldAsync("INSERT pushes", expansion.Id);
        var send = await ToldAsync("send push", expansion.Id);

        Assert.Equal(("201", $"/api/{version}/orders", version), (request.Attributes["http.response.status_code"], request.Attributes["http.route"], request.Attributes["mobile.api.version"]));
        Assert.Equal(("sqlite", "INSERT", "orders"), (insert.Attributes["db.system.name"], insert.Attributes["db.operation.name"], insert.Attributes["db.collection.name"]));
        Assert.StartsWith("INSERT INTO orders", insert.Attributes["db.query.text"], StringComparison.Ordinal);
        Assert.Equal((Client, Consumer, Client), (insert.Kind, expansion.Kind, send.Kind));
        Assert.Equal(("Accepted", "event"), (send.Attributes["mobile.push.outcome"], send.Attributes["mobile.push.lane"]));
        Assert.DoesNotContain(telemetry.Receiver.Spans, span => span.TraceId == trace && span.IsError);
    }

    [Theory]
    [EveryVersion]
    public async Task The_requests_of_a_batch_are_spans_within_its_own(string version)
    {
        using var bob = await App.SignInAsync(telemetry.Node.Address, "bob");
        object[] requests = [new { id = "1", method = "GET", url = "/orders" }, new { id = "2", method = "GET", url = "/orders/nothing" }];

        await SendAsync(bob, HttpMethod.Post, $"/api/{version}/batch", new { requests });
        var batch = await ToldAsync($"POST /api/{version}/batch", caller);
        var list = await ToldAsync($"GET /api/{version}/orders", batch.Id);
        var missing = await ToldAsync($"GET /api/{version}/orders/{{id}}", batch.Id);

        await ToldAsync("SELECT orders", list.Id);
        Assert.Equal(("404", "order-not-found"), (missing.Attributes["http.response.status_code"], missing.Attributes["mobile.signal"]));
    }

    [Theory]
    [EveryVersion]
    public async Task Who_asks_not_to_be_traced_is_not(string version)
    {
        using var alice = await App.SignInAsync(telemetry.Node.Address, "alice");
        var unwanted = App.NewKey();
        await alice.SendAsync(
            HttpMethod.Post, $"/api/{version}/orders", JsonContent.Create(Contract.Of(version).Order("MUG-RED")),
            ("Idempotency-Key", App.NewKey()), ("traceparent", $"00-{unwanted}-{caller}-00"));
        await SendAsync(alice, HttpMethod.Get, $"/api/{version}/orders", null);

        await ToldAsync($"GET /api/{version}/orders", caller);
        Assert.DoesNotContain(telemetry.Receiver.Spans, span => span.TraceId == unwanted);
        Assert.Equal(0, await telemetry.Store.ReadAsync<long>("SELECT COUNT(*) FROM outbox WHERE trace_parent LIKE @like", new { like = $"%{unwanted}%" }));
    }

    [Fact]
    public async Task Commits_of_background_work_make_no_traces()
    {
        await telemetry.Receiver.UntilToldAsync(told => told.Spans);

        Assert.DoesNotContain(telemetry.Receiver.Spans, span => span.Source == "Mobile.Data" && span.ParentId.Length == 0);
    }

    private Task<HttpResponseMessage> SendAsync(App app, HttpMethod method, string path, object? body) => app.SendAsync(
        method, path, body is null ? null : JsonContent.Create(body), ("Idempotency-Key", App.NewKey()), ("traceparent", $"00-{trace}-{caller}-01"));

    private async Task<ToldSpan> ToldAsync(string name, string parent) =>
        (await telemetry.Receiver.UntilToldAsync(told => told.Spans.Where(span => span.TraceId == trace && span.Name == name && span.ParentId == parent)))[0];
}
