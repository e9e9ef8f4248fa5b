using System.Reflection;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Push;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Mobile.Api.Hosting.Telemetry;

/// <summary>
/// Traces, metrics and logs over OTLP. Without an endpoint nothing of it exists: no provider, no listener and no middleware. What is not told yet
/// is told when the process ends.
/// </summary>
internal static class TelemetryRegistration
{
    private static readonly string[] Meters =
        ["Mobile.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime"];

    private static readonly string[] Sources =
        ["Microsoft.AspNetCore", "System.Net.Http", RequestActivity.SourceName, DataActivity.SourceName, PushActivity.SourceName];

    /// <exception cref="ConfigurationException">A variable of OpenTelemetry is set to what nothing can come of.</exception>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (TelemetrySettings.Read(builder.Configuration) is not { } settings)
        {
            return;
        }

        builder.Services.AddSingleton(settings);
        builder.Services.AddHostedService<ExportFailures>();
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(Describe);
        if (settings.Traces is { } traces)
        {
            telemetry.WithTracing(tracing => tracing.AddSource(Sources).AddProcessor<LoneCommits>().AddOtlpExporter(traces.ApplyTo));
        }

        if (settings.Metrics is { } metrics)
        {
            telemetry.WithMetrics(metering => metering.AddMeter(Meters).AddOtlpExporter(metrics.ApplyTo));
        }

        if (settings.Logs is { } logs)
        {
            // What the framework tells of requests at lower levels has their queries in it, whatever the console is set to show.
            builder.Logging.AddFilter<OpenTelemetryLoggerProvider>("Microsoft.AspNetCore", LogLevel.Warning);
            builder.Logging.AddFilter<OpenTelemetryLoggerProvider>("System.Net.Http", LogLevel.Warning);
            telemetry.WithLogging(
                logging => logging.AddProcessor<FailureOnly>().AddOtlpExporter(logs.ApplyTo),
                options => (options.IncludeScopes, options.ParseStateValues, options.IncludeFormattedMessage) = (true, true, true));
        }
    }

    /// <summary>Outside of all that answers, so that it sees what leaves.</summary>
    public static void UseTelemetry(this WebApplication app)
    {
        if (app.Services.GetService<TelemetrySettings>() is not null)
        {
            app.UseMiddleware<RequestTelemetry>();
        }
    }

    /// <summary>The variables have the last word.</summary>
    private static void Describe(ResourceBuilder resource) => resource.Clear()
        .AddService(
            "mobile",
            serviceVersion: typeof(TelemetryRegistration).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
            serviceInstanceId: $"{Environment.MachineName}/{Environment.ProcessId}")
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();
}
