using System.Globalization;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Pipeline.Paging;

/// <summary>Where a row stands in a list that is sorted newest first: its immutable time, then its id.</summary>
/// <param name="At">Unix milliseconds.</param>
public readonly record struct Position(long At, string Id)
{
    /// <summary>Before every row, so that the first page and the next ones are one query.</summary>
    public static readonly Position Start = new(long.MaxValue, "~");
}

/// <summary>The page that a request asks for by <c>?limit=</c> and <c>&amp;after=</c>. Its endpoint says <c>.WithPaging(…)</c>.</summary>
public sealed record PageRequest(int Limit, Position After)
{
    /// <exception cref="ProblemException">invalid-limit or invalid-cursor.</exception>
    public static ValueTask<PageRequest?> BindAsync(HttpContext context)
    {
        var paging = context.GetEndpoint()!.Metadata.GetRequiredMetadata<PagingMetadata>();
        var query = context.Request.Query;
        return ValueTask.FromResult<PageRequest?>(new(ReadLimit(query["limit"], paging), ReadAfter(query["after"], context, paging)));
    }

    private static int ReadLimit(string? text, PagingMetadata paging)
    {
        if (text is null)
        {
            return paging.Default;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= paging.Max
            ? limit
            : throw new ProblemException(PipelineProblems.InvalidLimit.With($"Send a whole number from 1 to {paging.Max}, or leave limit out."));
    }

    private static Position ReadAfter(string? cursor, HttpContext context, PagingMetadata paging)
    {
        if (cursor is null)
        {
            return Position.Start;
        }

        var cursors = context.RequestServices.GetRequiredService<Cursors>();
        var caller = context.RequestServices.GetRequiredService<Caller>();
        return cursors.TryOpen(paging.Collection, caller.UserId, cursor, out var position)
            ? position
            : throw new ProblemException(PipelineProblems.InvalidCursor);
    }
}

/// <summary>How an endpoint pages. The cursors of one collection serve all versions.</summary>
public sealed record PagingMetadata(string Collection, int Max, int Default);

public static class PagingRegistration
{
    /// <summary>The endpoint takes a <see cref="PageRequest"/> and answers a <see cref="PageResult{T}"/>.</summary>
    public static RouteHandlerBuilder WithPaging(this RouteHandlerBuilder endpoint, string collection, int max, int byDefault = 20) =>
        endpoint.WithMetadata(new PagingMetadata(collection, max, byDefault)).WithProblems(PipelineProblems.InvalidLimit, PipelineProblems.InvalidCursor);
}
