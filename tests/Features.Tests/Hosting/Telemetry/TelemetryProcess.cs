using Mobile.Testing.Telemetry;

namespace Mobile.Features.Tests.Hosting.Telemetry;

/// <summary>The product as a process that tells a collector everything. What the framework logs is set as low as it goes.</summary>
public sealed class TelemetryProcess : IAsyncLifetime
{
    public SqliteStore Store { get; } = new();

    public OtlpReceiver Receiver { get; private set; } = null!;

    public ApiProcess Node { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Receiver = await OtlpReceiver.StartAsync();
        Node = await ApiProcess.StartAsync(Store, settings: new(Receiver.Settings, StringComparer.Ordinal)
        {
            ["Logging:LogLevel:Default"] = "Trace",
            ["Logging:LogLevel:Microsoft"] = "Trace",
        });
    }

    public async Task DisposeAsync()
    {
        await Node.DisposeAsync();
        await Receiver.DisposeAsync();
        await Store.DisposeAsync();
    }
}
