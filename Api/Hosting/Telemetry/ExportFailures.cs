using System.Diagnostics.Tracing;

namespace Mobile.Api.Hosting.Telemetry;

/// <summary>
/// Says in the log that telemetry does not get out, at most once in ten minutes: the exporter itself tells nobody who does not ask. The product
/// serves all the same, and what cannot be told is dropped.
/// </summary>
internal sealed partial class ExportFailures(TimeProvider clock, ILogger<ExportFailures> logger) : IHostedService, IDisposable
{
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private Exporter? exporter;
    private long? saidAt;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        exporter = new Exporter(Say);
        return Task.CompletedTask;
    }

    /// <summary>Listens on: the last of it is told after this.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => exporter?.Dispose();

    internal void Say(string what)
    {
        lock (gate)
        {
            if (saidAt is { } before && clock.GetElapsedTime(before) < Silence)
            {
                return;
            }

            saidAt = clock.GetTimestamp();
        }

        Log.Lost(logger, what, Silence.TotalMinutes);
    }

    /// <summary>What it says is not repeated: it may quote an address or an answer.</summary>
    private sealed class Exporter(Action<string> say) : EventListener
    {
        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "OpenTelemetry-Exporter-OpenTelemetryProtocol")
            {
                EnableEvents(eventSource, EventLevel.Warning);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) => say(eventData.EventName ?? "");
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "Telemetry does not get out ({What}); see that OTEL_EXPORTER_OTLP_ENDPOINT names a collector that runs and speaks OTEL_EXPORTER_OTLP_PROTOCOL. The next word of it comes in {Minutes} minutes at the earliest")]
        public static partial void Lost(ILogger logger, string what, double minutes);
    }
}
