using Mobile.Features.Pipeline;

namespace Mobile.Features.Tests.Hosting.Telemetry;

public sealed class MetricTests(TelemetryProcess telemetry) : IClassFixture<TelemetryProcess>
{
    [Theory]
    [EveryVersion]
    public async Task A_request_is_measured_by_route_status_and_version(string version)
    {
        using var alice = await App.SignInAsync(telemetry.Node.Address, "alice");
        await alice.GetAsync($"/api/{version}/orders/nothing");

        var measured = await telemetry.Receiver.UntilToldAsync(told => told.Points.Where(point =>
            point.Metric == "http.server.request.duration" && point.Attributes.GetValueOrDefault("http.route") == $"/api/{version}/orders/{{id}}"));

        Assert.Equal("s", measured[0].Unit);
        Assert.Equal((version, "404"), (measured[0].Attributes["mobile.api.version"], measured[0].Attributes["http.response.status_code"]));
    }

    [Fact]
    public async Task A_write_is_measured_by_its_commit_and_a_lag_by_its_worker()
    {
        using var alice = await App.SignInAsync(telemetry.Node.Address, "alice");
        await alice.RegisterAsync(DeviceExtensions.NewInstallation(), DeviceExtensions.Registration());
        await alice.PlaceOrderAsync();

        foreach (var (metric, unit) in new[]
        {
            ("mobile.db.group.size", "{unit}"), ("mobile.db.commit.duration", "s"), ("mobile.push.outbox.lag", "s"), ("mobile.push.due.lag", "s"),
            ("mobile.push.sends", "{device}"), ("mobile.version_policy.age", "s"), ("kestrel.active_connections", "{connection}"), ("dotnet.process.cpu.time", "s"),
        })
        {
            Assert.Equal(unit, (await telemetry.Receiver.UntilToldAsync(told => told.Points.Where(point => point.Metric == metric)))[0].Unit);
        }
    }

    [Fact]
    public async Task What_is_logged_in_a_request_carries_its_trace()
    {
        await telemetry.Receiver.UntilToldAsync(told => told.Lines.Where(line => line.Attributes.GetValueOrDefault("Engine") == "sqlite"));
        await telemetry.Store.WriteAsync("CREATE TRIGGER refuse BEFORE UPDATE OF phone ON users BEGIN SELECT RAISE(ABORT, 'refused'); END");
        using var alice = await App.SignInAsync(telemetry.Node.Address, "alice");
        var (trace, path) = (App.NewKey(), $"/api/{ApiVersions.Current}/profile");
        var etag = (await alice.GetAsync(path)).Header("ETag")!;
        await alice.SendAsync(
            HttpMethod.Patch, path, new StringContent("""{"phone":"+41 44 000 00 00"}""", null, "application/json"),
            ("Idempotency-Key", App.NewKey()), ("If-Match", etag), ("traceparent", $"00-{trace}-{trace[..16]}-01"));

        var line = (await telemetry.Receiver.UntilToldAsync(told => told.Lines.Where(line => line.TraceId == trace)))[0];

        Assert.Equal(("Error", "internal-error", "Microsoft.Data.Sqlite.SqliteException"), (line.Severity, line.Attributes["Code"], line.Attributes["exception.type"]));
        Assert.Contains("   at ", line.Attributes["exception.stacktrace"], StringComparison.Ordinal);
        Assert.DoesNotContain("exception.message", line.Attributes.Keys);
    }
}
