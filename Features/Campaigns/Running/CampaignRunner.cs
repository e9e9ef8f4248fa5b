using Mobile.Features.Push;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Campaigns.Running;

/// <summary>
/// Runs the campaigns, round by round: in each, every campaign takes one step, so that a large one holds up no small one. Several workers may
/// run at once: what each does is decided again in its transaction.
/// </summary>
internal sealed partial class CampaignRunner(IServiceScopeFactory scopes, BatchSender sender, TimeProvider clock, ILogger<CampaignRunner> logger) : IDisposable
{
    /// <summary>Batches that are handed over at the same time.</summary>
    private const int Hands = 4;

    /// <summary>How long staff of another node, and batches of a dead one, wait at most.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>How long a gateway is left alone that took nothing and did not say when it will.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    /// <summary>How long a campaign is left alone whose step has failed.</summary>
    private static readonly TimeSpan Trouble = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim hands = new(Hands);
    private readonly List<Task> sending = [];
    private readonly Dictionary<string, DateTimeOffset> troubled = new(StringComparer.Ordinal);
    private DateTimeOffset nextLook;
    private long restsUntil;
    private int turn;

    public void Dispose() => hands.Dispose();

    /// <summary>Does all that can be done now, and waits for what it has handed over.</summary>
    /// <returns>When there is something to do again; null where nothing is foreseen.</returns>
    public async Task<DateTimeOffset?> RunAsync(CancellationToken stop)
    {
        while (true)
        {
            var round = await RoundAsync(stop);
            if (round.DidSomething || ForgetSent())
            {
                continue;
            }

            if (sending.Count == 0)
            {
                return round.Next;
            }

            await Task.WhenAny([.. sending, Task.Delay(Look, clock, stop)]);
            stop.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Until nothing is being handed over any more.</summary>
    public Task DrainAsync() => Task.WhenAll(sending);

    private async Task<Step> RoundAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        await LookAsync(scope.ServiceProvider, stop);
        var active = scope.ServiceProvider.GetRequiredService<ActiveCampaigns>();
        var round = Step.At(await active.NextAsync(stop));
        foreach (var campaign in await active.ReadAsync(stop))
        {
            round = round.And(await TryStepAsync(scope.ServiceProvider, campaign, stop));
        }

        return round;
    }

    private async Task LookAsync(IServiceProvider services, CancellationToken stop)
    {
        if (clock.GetUtcNow() is var now && now >= nextLook)
        {
            nextLook = now + Look;
            await services.GetRequiredService<ExpiredBatches>().SettleAsync(stop);
        }
    }

    private async Task<Step> TryStepAsync(IServiceProvider services, ActiveCampaign active, CancellationToken stop)
    {
        var id = active.Campaign.Id;
        if (troubled.TryGetValue(id, out var until) && clock.GetUtcNow() < until)
        {
            return Step.At(until);
        }

        try
        {
            var step = await StepAsync(services, active, stop);
            troubled.Remove(id);
            return step;
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            // The others go on; as a rule the store is busy or away.
            Log.Failed(logger, id, failure);
            troubled[id] = clock.GetUtcNow() + Trouble;
            return Step.At(troubled[id]);
        }
    }

    private async Task<Step> StepAsync(IServiceProvider services, ActiveCampaign active, CancellationToken stop)
    {
        switch (active.Campaign.State)
        {
            case CampaignStates.Scheduled:
                await services.GetRequiredService<CampaignStart>().BeginAsync(active.Campaign.Id, stop);
                return Step.Done;
            case CampaignStates.Preparing:
                await services.GetRequiredService<CampaignSnapshot>().TakeChunkAsync(active.Campaign, stop);
                return Step.Done;
            case CampaignStates.Cancelled:
                return Step.If(await services.GetRequiredService<CampaignEnd>().SweepAsync(active.Campaign, stop));
            default:
                return await SendAsync(services, active, stop);
        }
    }

    private async Task<Step> SendAsync(IServiceProvider services, ActiveCampaign active, CancellationToken stop)
    {
        var (now, claims) = (clock.GetUtcNow(), services.GetRequiredService<CampaignClaims>());
        if (await claims.NextAsync(active.Campaign.Id, stop) is not { } due)
        {
            return Step.If(await services.GetRequiredService<CampaignEnd>().CompleteAsync(active.Campaign, stop));
        }

        var rested = new DateTimeOffset(Interlocked.Read(ref restsUntil), TimeSpan.Zero);
        if (new[] { due, active.NextClaimAt, rested }.Max() is var next && next > now)
        {
            return Step.At(next);
        }

        await hands.WaitAsync(stop);
        Claim claim;
        try
        {
            claim = await claims.ClaimAsync(active.Campaign, turn++, stop);
        }
        catch
        {
            hands.Release();
            throw;
        }

        HandOver(claim.Batch);
        return Step.If(claim.Examined > 0);
    }

    private void HandOver(SendBatch? batch)
    {
        if (batch is null)
        {
            hands.Release();
            return;
        }

        ForgetSent();
        sending.Add(SendAsync(batch));
    }

    /// <returns>Whether something has come back, which another round may have to follow up.</returns>
    private bool ForgetSent() => sending.RemoveAll(task => task.IsCompleted) > 0;

    private async Task SendAsync(SendBatch batch)
    {
        try
        {
            // Off the round's thread at once: a gateway may work a while before it waits.
            await Task.Yield();
            var result = await sender.SendAsync(batch);
            if (result.Outcome is SendOutcome.NotTaken)
            {
                Interlocked.Exchange(ref restsUntil, (clock.GetUtcNow() + (result.RetryAfter ?? Rest)).UtcTicks);
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
            hands.Release();
        }
    }

    private readonly record struct Step(bool DidSomething, DateTimeOffset? Next)
    {
        public static readonly Step Done = new(true, null);

        public static Step At(DateTimeOffset? next) => new(false, next);

        public static Step If(bool didSomething) => new(didSomething, null);

        public Step And(Step other) => new(
            DidSomething || other.DidSomething, Next is null || other.Next < Next ? other.Next ?? Next : Next);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Campaign {Campaign} could not take its step; it tries again")]
        public static partial void Failed(ILogger logger, string campaign, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "What became of batch {Batch} could not be written; its lease will end")]
        public static partial void NotWritten(ILogger logger, string batch, Exception exception);
    }
}
