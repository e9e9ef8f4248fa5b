using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Mobile.Features.Pipeline.OpenApi;
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
/// <param name="Seq">The feed's number when the first page was read; null on the first page.</param>
public sealed record PageRequest(int Limit, Position After, long? Seq)
{
    /// <exception cref="ProblemException">invalid-limit or invalid-cursor.</exception>
    public static ValueTask<PageRequest?> BindAsync(HttpContext context)
    {
        var paging = context.GetEndpoint()!.Metadata.GetRequiredMetadata<PagingMetadata>();
        var limit = paging.Limit.Read(context.Request);
        if ((string?)context.Request.Query["after"] is not { } cursor)
        {
            return ValueTask.FromResult<PageRequest?>(new(limit, Position.Start, null));
        }

        var cursors = context.RequestServices.GetRequiredService<Cursors>();
        var caller = context.RequestServices.GetRequiredService<Caller>();
        return cursors.TryOpen(paging.Collection, caller.UserId, cursor, out var position, out var seq)
            ? ValueTask.FromResult<PageRequest?>(new(limit, position, seq))
            : throw new ProblemException(PipelineProblems.InvalidCursor);
    }
}

/// <summary>How an endpoint pages. The cursors of one collection serve all versions.</summary>
public sealed record PagingMetadata(string Collection, PageLimit Limit);

/// <summary>
/// How many items an answer holds at most: by <c>?limit=</c>, from 1 to <paramref name="Max"/>, and never more than fit into
/// <see cref="MaxBytes"/>.
/// </summary>
public sealed record PageLimit(int Max, int Default)
{
    /// <summary>Of content, in any page: some 500 orders of a line or two, or 25 of the largest. One item comes, however large it is.</summary>
    public const int MaxBytes = 256 * 1024;

    public ParameterMetadata Describe() => new(
        "limit",
        ParameterLocation.Query,
        "How many items to return at most. Fewer come where they are large: a page holds some 256 KiB.",
        new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = Max.ToString(), Default = JsonValue.Create(Default) });

    /// <exception cref="ProblemException">invalid-limit.</exception>
    public int Read(HttpRequest request)
    {
        if ((string?)request.Query["limit"] is not { } text)
        {
            return Default;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= Max
            ? limit
            : throw new ProblemException(PipelineProblems.InvalidLimit.With($"Send a whole number from 1 to {Max}, or leave limit out."));
    }
}

public static class PagingRegistration
{
    private static readonly ParameterMetadata After = new(
        "after", ParameterLocation.Query, "The next of the page before.", new OpenApiSchema { Type = JsonSchemaType.String });

    /// <summary>The endpoint takes a <see cref="PageRequest"/> and answers a <see cref="PageResult{T}"/>.</summary>
    public static RouteHandlerBuilder WithPaging(this RouteHandlerBuilder endpoint, string collection, int max, int byDefault = 20)
    {
        var limit = new PageLimit(max, byDefault);
        return endpoint
            .WithMetadata(new PagingMetadata(collection, limit), limit.Describe(), After)
            .WithProblems(PipelineProblems.InvalidLimit, PipelineProblems.InvalidCursor);
    }
}
