namespace Mobile.Features.Push.Sending;

/// <summary>Makes the one call of a batch and writes down what is known after it. May be used by several at once.</summary>
public sealed partial class BatchSender(IServiceScopeFactory scopes, IPushGateway gateway, PushMetrics metrics, TimeProvider clock, ILogger<BatchSender> logger)
{
    private static readonly TimeSpan SettleRetry = TimeSpan.FromSeconds(1);

    /// <summary>Is not withdrawn once begun: a call that is broken off leaves its devices unknown.</summary>
    public async Task<SendResult> SendAsync(SendBatch batch)
    {
        var result = await CallAsync(batch);
        if (result.Outcome is not SendOutcome.Accepted)
        {
            Log.NotAccepted(logger, batch.Id, batch.Targets.Count, result.Outcome, result.Reason);
        }

        var isDivided = await SettleAsync(batch, result) == BatchSettlement.Divided;
        metrics.Sent(batch, isDivided ? "Divided" : result.Outcome.ToString());
        return result;
    }

    private async Task<SendResult> CallAsync(SendBatch batch)
    {
        using var span = PushActivity.StartSend(batch);
        var result = await CallGatewayAsync(batch);
        PushActivity.End(span, result);
        return result;
    }

    private async Task<SendResult> CallGatewayAsync(SendBatch batch)
    {
        if (batch.LeaseEnds.Left(clock) < SendBatch.CallTime)
        {
            return new(SendOutcome.NotTaken, "too-late");
        }

        try
        {
            return await gateway.SendAsync(batch.Push.For(batch.Platform), batch.Targets, CancellationToken.None);
        }
        catch (Exception failure)
        {
            // A gateway does not throw. One that does may have sent.
            Log.GatewayThrew(logger, batch.Id, failure);
            return new(SendOutcome.Unknown, "gateway-failed");
        }
    }

    /// <summary>A store that is away may come back while the lease runs; after that the deliveries are unknown to everybody.</summary>
    private async Task<string?> SettleAsync(SendBatch batch, SendResult result)
    {
        while (true)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                return await scope.ServiceProvider.GetRequiredService<BatchSettlement>().SettleAsync(batch, result, CancellationToken.None);
            }
            catch (Exception away) when (batch.LeaseEnds.Left(clock) > SettleRetry)
            {
                Log.NotSettled(logger, batch.Id, away);
                await Task.Delay(SettleRetry, clock);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Batch {Batch} with {Devices} devices: {Outcome}, {Reason}")]
        public static partial void NotAccepted(ILogger logger, string batch, int devices, SendOutcome outcome, string? reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "The gateway failed on batch {Batch}")]
        public static partial void GatewayThrew(ILogger logger, string batch, Exception exception);

        [LoggerMessage(Level = LogLevel.Warning, Message = "What became of batch {Batch} could not be written yet")]
        public static partial void NotSettled(ILogger logger, string batch, Exception exception);
    }
}
