using Mobile.Features.Pipeline.Apps;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Pipeline.Limits;

/// <summary>
/// Refuses who asks more than their budget. Follows authentication, which knows whom to count, and comes before all that costs something. What
/// runs inside of a batch or a screen was counted with it.
/// </summary>
internal sealed class LimitRate(RequestDelegate next, RateLimits limits)
{
    /// <summary>A contract is put together anew each time that somebody reads it.</summary>
    private static readonly PathString Documents = "/openapi";

    public Task InvokeAsync(HttpContext context)
    {
        if (!(AppRequests.Include(context) || context.Request.Path.StartsWithSegments(Documents, StringComparison.OrdinalIgnoreCase)) || InnerPipeline.IsInner(context))
        {
            return next(context);
        }

        var taking = limits.TakeAsync(context, BudgetOf(context), cost: 1);
        return taking.IsCompletedSuccessfully ? GoOn(context, taking.Result) : WaitAsync(context, taking);
    }

    private async Task WaitAsync(HttpContext context, ValueTask<Problem?> taking) => await GoOn(context, await taking);

    private Task GoOn(HttpContext context, Problem? refused) => refused?.ExecuteAsync(context) ?? next(context);

    private static Budget BudgetOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<BudgetMetadata>()?.Budget
        ?? (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) ? Budget.Reads : Budget.Writes);
}
