using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mobile.Features.Pipeline;
using Mobile.Testing.Telemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Mobile.Features.Tests.Hosting.Telemetry;

/// <summary>Telemetry that is on, off, cut off and wrongly set.</summary>
public sealed class TelemetryProcessTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    [Fact]
    public async Task Without_an_endpoint_there_is_no_telemetry()
    {
        await using var store = new SqliteStore();
        await using var node = await ApiProcess.StartAsync(store);
        using var alice = await App.SignInAsync(node.Address, "alice");
        await alice.PlaceOrderAsync();

        Assert.Null(host.Services.GetService<TracerProvider>());
        Assert.Null(host.Services.GetService<MeterProvider>());
        Assert.DoesNotContain(host.Services.GetServices<ILoggerProvider>(), provider => provider is OpenTelemetryLoggerProvider);
        Assert.DoesNotContain("Telemetry", node.Output, StringComparison.Ordinal);
        Assert.Equal(0, await store.ReadAsync<long>("SELECT COUNT(*) FROM outbox WHERE trace_parent IS NOT NULL"));
    }

    [Fact]
    public async Task A_signal_may_have_an_endpoint_alone()
    {
        await using var store = new SqliteStore();
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var node = await ApiProcess.StartAsync(store, settings: new()
        {
            ["OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"] = $"{receiver.Address}/v1/logs",
            ["OTEL_EXPORTER_OTLP_LOGS_PROTOCOL"] = "http/protobuf",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
        });

        await receiver.UntilToldAsync(told => told.Lines);
        await node.TerminateAsync();
        Assert.Empty(receiver.Spans);
        Assert.Empty(receiver.Points);
    }

    [Fact]
    public async Task What_was_not_told_yet_is_told_when_the_process_is_terminated()
    {
        const string Never = "3600000";
        await using var store = new SqliteStore();
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var node = await ApiProcess.StartAsync(store, settings: new(receiver.Settings, StringComparer.Ordinal)
        {
            ["OTEL_BSP_SCHEDULE_DELAY"] = Never,
            ["OTEL_BLRP_SCHEDULE_DELAY"] = Never,
            ["OTEL_METRIC_EXPORT_INTERVAL"] = Never,
            ["OTEL_SERVICE_NAME"] = "shop",
        });
        using var alice = await App.SignInAsync(node.Address, "alice");
        await alice.PlaceOrderAsync();
        Assert.Empty(receiver.Bodies);

        Assert.Equal(0, await node.TerminateAsync());
        Assert.Contains(receiver.Spans, span => span.Name == $"POST /api/{ApiVersions.Current}/orders");
        Assert.Contains(receiver.Points, point => point.Metric == "http.server.request.duration");
        Assert.Contains(receiver.Points, point => point.Metric == "mobile.api.requests");
        Assert.Contains(receiver.Lines, line => line.Text.StartsWith("Mobile serves", StringComparison.Ordinal));
        Assert.All(receiver.Bodies, body => Assert.Contains("shop", System.Text.Encoding.Latin1.GetString(body), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_collector_that_is_away_is_named_once_and_harms_nobody()
    {
        await using var store = new SqliteStore();
        await using var node = await ApiProcess.StartAsync(store, settings: new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9",
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "api-key=nobody-may-see-me",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "10",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "10",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "50",
        });
        using var anyone = App.Anonymous(node.Address);
        using var patience = Patience.Begin();
        while (!node.Output.Contains("Telemetry does not get out", StringComparison.Ordinal))
        {
            Assert.False(patience.IsCancellationRequested, node.Output);
            Assert.True((await anyone.GetAsync("/health/ready")).IsSuccessStatusCode);
        }

        for (var i = 0; i < 200; i++)
        {
            Assert.True((await anyone.GetAsync("/health/ready")).IsSuccessStatusCode);
        }

        Assert.Equal(0, await node.TerminateAsync());
        Assert.Equal(2, node.Output.Split("Telemetry does not get out").Length);
        Assert.DoesNotContain("nobody-may-see-me", node.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4317", "set it to http:// or https://")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "https://user:key@collector", "OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "collector", "set it to http:// or https://")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "set it to grpc or http/protobuf")]
    [InlineData("OTEL_TRACES_SAMPLER", "sometimes", "use one of always_on")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "10", "from 0 to 1")]
    public async Task A_wrong_variable_ends_the_start_with_a_sentence_that_says_what_to_set(string key, string value, string sentence)
    {
        var (exitCode, output) = await ApiProcess.RunAsync(new Dictionary<string, string> { [key] = value }, "Development");

        Assert.Equal(1, exitCode);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }
}
