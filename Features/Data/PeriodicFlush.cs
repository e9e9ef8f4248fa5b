namespace Mobile.Features.Data;

/// <summary>Writes what a node has collected in memory at an interval, and once more when the process ends.</summary>
public abstract class PeriodicFlush(TimeSpan interval, TimeProvider clock) : BackgroundService
{
    private readonly SemaphoreSlim oneAtATime = new(1);
    private readonly Lock gate = new();
    private Task? stopping;

    /// <summary>Gives the time of the interval, and of what is written.</summary>
    protected TimeProvider Clock => clock;

    /// <summary>Writes all that was collected until now; a failure is reported, and leaves it for the next time.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await oneAtATime.WaitAsync(cancellationToken);
        try
        {
            await WriteAsync(cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            Report(failure);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <summary>Stops the interval and flushes once, however often it is called; a flush that the time does not suffice for is reported.</summary>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return stopping ??= StopOnceAsync(cancellationToken);
        }
    }

    public override void Dispose()
    {
        oneAtATime.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => clock.EveryAsync(interval, FlushAsync, stoppingToken);

    /// <summary>Writes what was collected; one call at a time. What it could not write, it keeps.</summary>
    protected abstract Task WriteAsync(CancellationToken cancellationToken);

    /// <summary>Logs why a write failed.</summary>
    protected abstract void Report(Exception failure);

    private async Task StopOnceAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await FlushAsync(cancellationToken);
        }
        catch (OperationCanceledException late) when (cancellationToken.IsCancellationRequested)
        {
            Report(late);
        }
    }
}
