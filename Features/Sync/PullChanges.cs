using System.ComponentModel;
using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Sync;

/// <summary>What has changed in several collections, under one token; without <c>since</c> all there is, which is how a replica begins.</summary>
public static class PullChanges
{
    private const string Names = "The names of the collections, separated by commas: orders, profile, products.";

    private static readonly PageLimit Limit = new(Max: 500, Default: 100);

    /// <param name="Collections">Each collection that was asked for, by its name.</param>
    /// <param name="SyncToken">What to send as <c>since</c> next time, for the same collections.</param>
    /// <param name="More">Whether to ask again at once.</param>
    public sealed record Response(IReadOnlyDictionary<string, Changes<object>> Collections, string SyncToken, bool More);

    /// <param name="Items">The rows that changed, as a list of the collection shows them, the oldest change first.</param>
    /// <param name="Deleted">The ids of the rows that are no longer to be seen.</param>
    public sealed record Changes<T>(IReadOnlyList<T> Items, IReadOnlyList<string> Deleted)
    {
        internal static Changes<T> Of(IReadOnlyList<Change> changes) => new(
            [.. changes.Where(change => change.Item is not null).Select(change => (T)change.Item!)],
            [.. changes.Where(change => change.Item is null).Select(change => change.Id)]);
    }

    public static void Map(ApiVersions api)
    {
        api.V1.MapGet("/sync", AnswerAsync)
            .WithSummary("Pull what has changed")
            .WithExample("collections", "orders,profile,products")
            .WithMetadata(DeltaProcessor.Since, Limit.Describe())
            .WithProblems(SyncProblems.SyncResetRequired, SyncProblems.InvalidSince, SyncProblems.UnknownCollection, PipelineProblems.InvalidLimit);
    }

    private static async Task<Results<PullResult, Problem>> AnswerAsync(
        HttpContext context, Deltas deltas, CancellationToken stop, [FromQuery, Description(Names)] string collections = "")
    {
        var limit = Limit.Read(context.Request);
        var names = collections.Split(',', StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
        var set = deltas.Known.Where(collection => names.Remove(collection.Name)).ToList();
        if (set.Count == 0 || names.Count > 0)
        {
            return (Problem)SyncProblems.UnknownCollection.With(
                $"Send collections with any of {string.Join(", ", deltas.Known.Select(collection => collection.Name))}, separated by commas.");
        }

        return (await deltas.ReadAsync(set, context.Request.Query["since"], limit, ApiVersionMetadata.Of(context), stop)).Answer(delta => new PullResult(delta));
    }

    /// <summary>200 with a <see cref="Response"/>, whose items are of the types that <see cref="DescribeSync"/> tells the document.</summary>
    public sealed class PullResult(Delta delta) : IResult, IEndpointMetadataProvider
    {
        public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
            builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(object), ["application/json"]));

        public Task ExecuteAsync(HttpContext httpContext)
        {
            delta.Lag?.SayOn(httpContext);
            var collections = delta.Collections.ToDictionary(
                collection => collection.Key, collection => Changes<object>.Of(collection.Value), StringComparer.Ordinal);
            return httpContext.Response.WriteAsJsonAsync(new Response(collections, delta.SyncToken, delta.More), httpContext.RequestAborted);
        }
    }
}
