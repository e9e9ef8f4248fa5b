using Mobile.Features.Data;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Campaigns.Running;

/// <summary>
/// Runs the campaigns, round by round: in each, every campaign takes one step, so that a large one holds up no small one. Several workers may
/// run at once: what each does is decided again in its transaction. While the clock is in doubt none begins and none is sent: it could be months
/// too early.
/// </summary>
internal sealed partial class CampaignRunner(
    IServiceScopeFactory scopes, CampaignHands hands, ClockMonitor monitor, TimeProvider clock, ILogger<CampaignRunner> logger)
{
    /// <summary>How long staff of another node, and batches of a dead one, wait at most.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>How long a campaign is left alone whose step has failed.</summary>
    private static readonly TimeSpan Trouble = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, Deadline> troubled = new(StringComparer.Ordinal);
    private Deadline nextLook;
    private int turn;

    /// <summary>Does all that can be done now, and waits for what it has handed over.</summary>
    /// <returns>When there is something to do again; null where nothing is foreseen.</returns>
    public async Task<DateTimeOffset?> RunAsync(CancellationToken stop)
    {
        while (true)
        {
            var round = await RoundAsync(stop);
            if (round.DidSomething || hands.ForgetSent())
            {
                continue;
            }

            if (hands.AreEmpty)
            {
                return round.Next;
            }

            await hands.WaitAsync(Look, stop);
            stop.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Until nothing is being handed over any more.</summary>
    public Task DrainAsync() => hands.DrainAsync();

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
        if (nextLook.HasPassed(clock))
        {
            nextLook = Deadline.After(clock, Look);
            await services.GetRequiredService<ExpiredBatches>().SettleAsync(stop);
        }
    }

    private async Task<Step> TryStepAsync(IServiceProvider services, ActiveCampaign active, CancellationToken stop)
    {
        var id = active.Campaign.Id;
        if (troubled.TryGetValue(id, out var until) && until.Left(clock) is { Ticks: > 0 } left)
        {
            return Step.At(clock.GetUtcNow() + left);
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
            troubled[id] = Deadline.After(clock, Trouble);
            return Step.At(clock.GetUtcNow() + Trouble);
        }
    }

    private async Task<Step> StepAsync(IServiceProvider services, ActiveCampaign active, CancellationToken stop)
    {
        switch (active.Campaign.State)
        {
            case CampaignStates.Scheduled or CampaignStates.Running when !monitor.IsTrusted:
                return Step.At(clock.GetUtcNow() + Look);
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

        if (claims.IsTooLate(active.Campaign, due))
        {
            return Step.If(await claims.BringBackAsync(active.Campaign, stop) > 0);
        }

        if (new[] { due, CampaignClaims.NextTurn(active.NextClaimAt, now), now + hands.Rest }.Max() is var next && next > now)
        {
            return Step.At(next);
        }

        var claim = await hands.ClaimAsync(() => claims.ClaimAsync(active.Campaign, turn++, stop), stop);
        return Step.If(claim.Examined > 0);
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
    }
}
