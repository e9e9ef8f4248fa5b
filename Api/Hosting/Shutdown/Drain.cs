using System.Runtime.InteropServices;

namespace Mobile.Api.Hosting.Shutdown;

/// <summary>
/// What happens between the signal to end and the last accepted connection: proxies learn by <c>/health/ready</c> that this process goes,
/// while it still serves what they send. Another signal ends the waiting.
/// </summary>
internal sealed partial class Drain(DrainSetting setting, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<Drain> logger)
    : IHostedLifecycleService
{
    private volatile bool begun;

    public bool Begun => begun;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Precedes the end of Kestrel and of the background work.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        begun = true;
        if (setting.Duration == TimeSpan.Zero || !lifetime.ApplicationStarted.IsCancellationRequested)
        {
            // By configuration, or since it never served: no proxy has to learn of anything.
            return;
        }

        using var hurry = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => hurry.Cancel());
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => hurry.Cancel());
        Log.Draining(logger, setting.Duration.TotalSeconds);
        await Task.Delay(setting.Duration, clock, hurry.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Serves for {Seconds} seconds more, and is not ready for others; a second signal ends that")]
        public static partial void Draining(ILogger logger, double seconds);
    }
}
