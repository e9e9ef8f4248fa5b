using System.Net.Sockets;

namespace Mobile.Api.Hosting.Commands.Checks;

/// <summary>The telemetry collector takes connections.</summary>
internal static class CollectorCheck
{
    private const string Subject = "telemetry";
    private const string Variable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static async Task<IReadOnlyList<Finding>> RunAsync(string? endpoint, CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(endpoint))
        {
            return [new(Verdict.Skipped, Subject, $"{Variable} is not set")];
        }

        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            return [new(Verdict.Wrong, Subject, $"{Variable} is no http or https URL: set it to that of the collector, such as http://collector:4317.")];
        }

        return [await ConnectAsync(address, stop)];
    }

    private static async Task<Finding> ConnectAsync(Uri address, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Probe.Patience);
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(address.Host, address.Port, patience.Token);
            return new(Verdict.Ok, Subject, $"{address.Host}:{address.Port} takes connections");
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            return new(Verdict.Wrong, Subject, $"{address.Host}:{address.Port} takes no connection: start the collector, or correct {Variable}.");
        }
    }
}
