using System.Reflection;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Metadata;
using Mobile.Features.Data;
using Mobile.Features.Pipeline.Fields;

namespace Mobile.Features.Pipeline.Paging;

/// <summary>One page of a list, newest first, as a handler returns it.</summary>
/// <param name="Next">The position of the last row when more follow, otherwise null.</param>
/// <param name="Seq">The feed's number from before the first page was read: a delta from here repeats rather than misses.</param>
/// <param name="SyncToken">The same, sealed.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, Position? Next, long Seq, string SyncToken)
{
    public static Page<T> Of(Slice<T> slice, long seq, string syncToken, Func<T, Position> position) =>
        new(slice.Rows, slice.HasMore ? position(slice.Rows[^1]) : null, seq, syncToken);

    public PageResult<TItem> Answer<TItem>(Func<T, TItem> item) => new([.. Items.Select(item)], Next, Seq, SyncToken);
}

/// <summary>A page of a list on the wire.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">What to send as <c>after</c> for the page that follows; null on the last one.</param>
/// <param name="SyncToken">The same on each page: what to send as <c>since</c> once all of them are read.</param>
public sealed record PageBody<T>(IReadOnlyList<T> Items, string? Next, string SyncToken);

/// <summary>200 with a <see cref="PageBody{T}"/>, and <c>Link: rel="next"</c> (RFC 8288) when more follow.</summary>
public sealed class PageResult<T>(IReadOnlyList<T> items, Position? next, long seq, string syncToken) : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(PageBody<T>), ["application/json"]));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        string? cursor = null;
        if (next is { } position)
        {
            var paging = httpContext.GetEndpoint()!.Metadata.GetRequiredMetadata<PagingMetadata>();
            var services = httpContext.RequestServices;
            cursor = services.GetRequiredService<Cursors>().Seal(paging.Collection, services.GetRequiredService<Caller>().UserId, position, seq);
            httpContext.Response.Headers.Link = $"<{NextUrl(httpContext.Request, cursor)}>; rel=\"next\"";
        }

        return httpContext.WriteContractAsync(new PageBody<T>(items, cursor, syncToken));
    }

    private static string NextUrl(HttpRequest request, string cursor)
    {
        var query = new QueryBuilder(request.Query.Where(parameter => parameter.Key != "after")) { { "after", cursor } };
        return request.PathBase + request.Path + query.ToQueryString();
    }
}
