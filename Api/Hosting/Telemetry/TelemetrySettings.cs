using System.Globalization;
using Mobile.Features.Data;
using OpenTelemetry.Exporter;

namespace Mobile.Api.Hosting.Telemetry;

/// <summary>Where traces, metrics and logs go, by OpenTelemetry's standard variables; null for a signal that has no endpoint.</summary>
internal sealed record TelemetrySettings(OtlpTarget? Traces, OtlpTarget? Metrics, OtlpTarget? Logs)
{
    private const string Sampler = "OTEL_TRACES_SAMPLER";
    private const string SamplerArgument = "OTEL_TRACES_SAMPLER_ARG";

    private static readonly string[] Samplers =
        ["always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"];

    /// <summary>Null where no endpoint is set, or <c>OTEL_SDK_DISABLED</c> is true.</summary>
    /// <exception cref="ConfigurationException">A variable is set to what nothing can come of.</exception>
    public static TelemetrySettings? Read(IConfiguration configuration)
    {
        if (string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var settings = new TelemetrySettings(
            OtlpTarget.Read(configuration, "TRACES"), OtlpTarget.Read(configuration, "METRICS"), OtlpTarget.Read(configuration, "LOGS"));
        CheckSampler(configuration);
        return settings is { Traces: null, Metrics: null, Logs: null } ? null : settings;
    }

    private static void CheckSampler(IConfiguration configuration)
    {
        if (configuration[Sampler] is { Length: > 0 } sampler && !Samplers.Contains(sampler, StringComparer.OrdinalIgnoreCase))
        {
            throw new ConfigurationException($"{Sampler} is '{sampler}'; use one of {string.Join(", ", Samplers)}.");
        }

        if (configuration[SamplerArgument] is { Length: > 0 } argument
            && !(double.TryParse(argument, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1))
        {
            throw new ConfigurationException($"{SamplerArgument} is '{argument}'; set it to the share of traces to keep, from 0 to 1.");
        }
    }
}

/// <summary>Where one signal goes.</summary>
/// <param name="Endpoint">Its own, taken as it is; null for the common one, to which the signal's path is added.</param>
/// <param name="Protocol">Its own; null for the common one.</param>
/// <param name="Headers">Its own, which may hold a key and are never told; null for the common ones.</param>
internal sealed record OtlpTarget(Uri? Endpoint, OtlpExportProtocol? Protocol, string? Headers)
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_";

    public static OtlpTarget? Read(IConfiguration configuration, string signal)
    {
        var common = EndpointIn(configuration, Prefix + "ENDPOINT");
        var own = EndpointIn(configuration, $"{Prefix}{signal}_ENDPOINT");
        var protocol = ProtocolIn(configuration, $"{Prefix}{signal}_PROTOCOL");
        _ = ProtocolIn(configuration, Prefix + "PROTOCOL");
        return own is null && common is null ? null : new(own, protocol, configuration[$"{Prefix}{signal}_HEADERS"]);
    }

    public void ApplyTo(OtlpExporterOptions exporter)
    {
        exporter.Protocol = Protocol ?? exporter.Protocol;
        exporter.Headers = Headers ?? exporter.Headers;
        if (Endpoint is not null)
        {
            exporter.Endpoint = Endpoint;
        }
    }

    private static Uri? EndpointIn(IConfiguration configuration, string key) =>
        configuration[key] is not { Length: > 0 } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", UserInfo: "" } ? uri
        : throw new ConfigurationException(
            $"{key} is not the address of a collector; set it to http:// or https://, a host and a port, for example http://localhost:4317. What it needs to be let in belongs into {Prefix}HEADERS.");

    private static OtlpExportProtocol? ProtocolIn(IConfiguration configuration, string key) => configuration[key] switch
    {
        null or "" => null,
        "grpc" => OtlpExportProtocol.Grpc,
        "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
        var other => throw new ConfigurationException($"{key} is '{other}'; set it to grpc or http/protobuf."),
    };
}
