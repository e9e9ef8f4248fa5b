using Mobile.Features.Pipeline.Apps;
using Mobile.Features.Pipeline.Idempotency;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Pipeline.Limits;

/// <summary>
/// While the node has more to do than it can, tells who comes to come back: at the door, since a refusal must cost next to nothing. A keyed
/// write passes, and is refused only once it is known not to be a repetition (<see cref="WriteAdmission"/>); so does a batch, which may hold some.
/// </summary>
internal sealed class ShedLoad(RequestDelegate next, LoadWatch load)
{
    /// <summary>Those who are refused together should not come back together.</summary>
    private const int MaxRetryAfterSeconds = 3;

    public Task InvokeAsync(HttpContext context) =>
        load.IsOverloaded && AppRequests.Include(context) && !IsSpared(context.GetEndpoint()) ? Refusal().ExecuteAsync(context) : next(context);

    internal static Problem Refusal() => new(PipelineProblems.ReducedCapacity) { RetryAfterSeconds = Random.Shared.Next(1, MaxRetryAfterSeconds + 1) };

    private static bool IsSpared(Endpoint? endpoint) => endpoint?.Metadata is { } about
        && (about.GetMetadata<NeverShedMetadata>() ?? about.GetMetadata<IdempotencyMetadata>() ?? (object?)about.GetMetadata<HoldsRequestsMetadata>()) is not null;
}

/// <summary>The endpoint answers also while the node is overloaded.</summary>
public sealed record NeverShedMetadata;
