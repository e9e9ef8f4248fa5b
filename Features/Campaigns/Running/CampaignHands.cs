using Mobile.Features.Data;
using Mobile.Features.Push;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Campaigns.Running;

/// <summary>Hands batches over to the gateway, a few at the same time. For one runner; what it hands over comes back by itself.</summary>
internal sealed partial class CampaignHands(IServiceScopeFactory scopes, BatchSender sender, TimeProvider clock, ILogger<CampaignHands> logger) : IDisposable
{
    private const int Count = 4;

    /// <summary>How long a gateway is left alone that took nothing and did not say when it will.</summary>
    private static readonly TimeSpan DefaultRest = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim free = new(Count);
    private readonly List<Task> sending = [];
    private long restEnds;

    /// <summary>For how long the gateway takes nothing yet.</summary>
    public TimeSpan Rest => new Deadline(Interlocked.Read(ref restEnds)).Left(clock);

    public bool AreEmpty => sending.Count == 0;

    public void Dispose() => free.Dispose();

    /// <summary>Claims when a hand is free, so that no lease runs while a batch waits for one, and hands over what the claim brings.</summary>
    public async Task<Claim> ClaimAsync(Func<Task<Claim>> claim, CancellationToken stop)
    {
        await free.WaitAsync(stop);
        var taken = Claim.Nothing;
        try
        {
            taken = await claim();
        }
        finally
        {
            if (taken.Batch is null)
            {
                free.Release();
            }
        }

        if (taken.Batch is { } batch)
        {
            ForgetSent();
            sending.Add(SendAsync(batch));
        }

        return taken;
    }

    /// <returns>Whether something has come back, which may have to be followed up.</returns>
    public bool ForgetSent() => sending.RemoveAll(task => task.IsCompleted) > 0;

    /// <summary>Until something has come back, but no longer than that.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken stop) => Task.WhenAny([.. sending, Task.Delay(atMost, clock, stop)]);

    /// <summary>Until everything has come back.</summary>
    public Task DrainAsync() => Task.WhenAll(sending);

    private async Task SendAsync(SendBatch batch)
    {
        try
        {
            // Off the round's thread at once: a gateway may work a while before it waits.
            await Task.Yield();
            var result = await sender.SendAsync(batch);
            if (result.Outcome is SendOutcome.NotTaken)
            {
                Interlocked.Exchange(ref restEnds, Deadline.After(clock, result.RetryAfter ?? DefaultRest).Timestamp);
            }

            if (result.Outcome is SendOutcome.NotTaken || result.IsMalformed)
            {
                // Not taken, or divided: it waits again.
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<CampaignEnd>().ReopenAsync(batch.Push.Id, CancellationToken.None);
            }
        }
        catch (Exception failure)
        {
            // It could not be written down before the lease ended; then its deliveries become unknown.
            Log.NotWritten(logger, batch.Id, failure);
        }
        finally
        {
            free.Release();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "What became of batch {Batch} could not be written; its lease will end")]
        public static partial void NotWritten(ILogger logger, string batch, Exception exception);
    }
}
