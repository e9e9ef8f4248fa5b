using Microsoft.OpenApi;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Fields;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Sync;

/// <summary>A list that an app reads by pages once, and from then on by what has changed.</summary>
public static class DeltaProcessor
{
    internal static readonly ParameterMetadata Since = new(
        "since",
        ParameterLocation.Query,
        "The syncToken of the last answer, or a time (RFC 3339) for want of one: answers with what has changed since.",
        new OpenApiSchema { Type = JsonSchemaType.String });

    /// <summary>
    /// The endpoint, which pages through a whole <see cref="ISyncSource"/>, answers a request with <c>?since=</c> by a
    /// <see cref="DeltaBody{T}"/> instead. Stands after <c>.WithFields(…)</c>, which holds for both.
    /// </summary>
    public static RouteHandlerBuilder WithDelta<T>(this RouteHandlerBuilder endpoint) => endpoint
        .WithMetadata(Since, new AlternativeResponseMetadata(typeof(DeltaBody<T>)))
        .WithProblems(SyncProblems.SyncResetRequired, SyncProblems.InvalidSince)
        .AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            if ((string?)context.Request.Query["since"] is not { } since)
            {
                return await next(invocation);
            }

            var paging = context.GetEndpoint()!.Metadata.GetRequiredMetadata<PagingMetadata>();
            var deltas = context.RequestServices.GetRequiredService<Deltas>();
            var delta = await deltas.ReadAsync(
                paging.Collection, since, paging.Limit.Read(context.Request), ApiVersionMetadata.Of(context), context.RequestAborted);
            return delta.Problem is { } problem ? problem : new DeltaResult<T>(delta.Value!);
        });
}

/// <summary>A delta of one collection on the wire.</summary>
/// <param name="Items">The rows that changed, as they are now, the oldest change first.</param>
/// <param name="Deleted">The ids of the rows that are no longer to be seen.</param>
/// <param name="SyncToken">What to send as <c>since</c> next time.</param>
/// <param name="More">Whether to ask again at once.</param>
public sealed record DeltaBody<T>(IReadOnlyList<T> Items, IReadOnlyList<string> Deleted, string SyncToken, bool More);

/// <summary>200 with a <see cref="DeltaBody{T}"/>.</summary>
public sealed class DeltaResult<T>(Delta delta) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (items, deleted) = PullChanges.Changes<T>.Of(delta.Collections.Values.Single());
        delta.Lag?.SayOn(httpContext);
        return httpContext.WriteContractAsync(new DeltaBody<T>(items, deleted, delta.SyncToken, delta.More));
    }
}
