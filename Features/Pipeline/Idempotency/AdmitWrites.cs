using Mobile.Features.Data;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Pipeline.Idempotency;

/// <summary>
/// Tells a keyed write to come back later where the store could not finish it soon, so that those who are let in are answered as fast as ever.
/// Stands at the door, before anything is done for the request: a refusal must cost next to nothing to be of use.
/// </summary>
internal sealed class AdmitWrites(RequestDelegate next, Database database)
{
    /// <summary>Those who are refused together should not come back together.</summary>
    private const int MaxRetryAfterSeconds = 3;

    private int underWay;

    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IdempotencyMetadata>() is null ? next(context) : AdmitAsync(context);

    private async Task AdmitAsync(HttpContext context)
    {
        try
        {
            if (Interlocked.Increment(ref underWay) <= database.WriteCapacity)
            {
                await next(context);
            }
            else
            {
                await Refuse().ExecuteAsync(context);
            }
        }
        finally
        {
            Interlocked.Decrement(ref underWay);
        }
    }

    private static Problem Refuse() => new(PipelineProblems.StoreUnavailable) { RetryAfterSeconds = Random.Shared.Next(1, MaxRetryAfterSeconds + 1) };
}

public static class AdmissionRegistration
{
    /// <summary>Bounds the keyed writes that are under way; follows routing.</summary>
    public static void UseAdmission(this IApplicationBuilder app) => app.UseMiddleware<AdmitWrites>();
}
