using Mobile.Features.Pipeline.Apps;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Pipeline.Limits;

/// <summary>
/// Refuses who has more under way than <see cref="ConcurrencyLimiter"/> allows. What runs inside of a batch or a screen is part of it.
/// </summary>
internal sealed class ConcurrencyLimitMiddleware(RequestDelegate next, ConcurrencyLimiter limiter)
{
    public Task InvokeAsync(HttpContext context) =>
        limiter.IsOff || !AppRequests.Include(context) || InnerPipeline.IsInner(context) ? next(context) : HoldAsync(context);

    private async Task HoldAsync(HttpContext context)
    {
        var user = context.User.FindFirst(Caller.UserIdClaim)?.Value;
        var partition = user ?? RateLimits.AddressOf(context);
        var cost = context.GetEndpoint()?.Metadata.GetMetadata<ConcurrencyCostMetadata>()?.Cost ?? 1;
        if (!limiter.TryEnter(partition, isAddress: user is null, cost))
        {
            await new Problem(PipelineProblems.TooManyConcurrentRequests) { RetryAfterSeconds = 1 }.ExecuteAsync(context);
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            limiter.Leave(partition, cost);
        }
    }
}
