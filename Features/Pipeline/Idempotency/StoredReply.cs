using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Pipeline.Idempotency;

/// <summary>
/// The reply to a keyed request. A success is stored with the rows that it tells of as it leaves, now and on every repetition; of a refusal,
/// which tells of no row, only the problem's code is.
/// </summary>
internal sealed class StoredReply : IResult
{
    public long Status { get; init; }

    public string? ContentType { get; init; }

    public string? Location { get; init; }

    public string? ETag { get; init; }

    public byte[] Body { get; init; } = [];

    /// <summary>Why the handler has refused; null for a success, and for a refusal that an earlier build has stored whole.</summary>
    public string? ProblemCode { get; init; }

    /// <summary>Whether a repetition gets this reply: a success, or a refusal that the handler decided. All else runs again.</summary>
    public bool IsRemembered => MayRemember(Status);

    public static bool MayRemember(long status) => status is (>= 200 and < 300) or 404 or 409 or 410 or 412 or 422;

    /// <summary>Gives what is stored: a repetition of a refusal renders the problem anew.</summary>
    public StoredReply ToStore() => ProblemCode is null ? this : new() { Status = Status, ProblemCode = ProblemCode };

    /// <summary>Executes an endpoint's result into memory instead of the connection.</summary>
    public static async Task<StoredReply> CaptureAsync(HttpContext context, object? result)
    {
        var response = context.Response;
        response.Headers.Remove("Location");
        response.Headers.Remove("ETag");
        response.ContentType = null;
        response.StatusCode = StatusCodes.Status200OK;

        var connection = response.Body;
        using var buffer = new MemoryStream(1024);
        response.Body = buffer;
        try
        {
            await ((IResult)result!).ExecuteAsync(context);
            await response.BodyWriter.FlushAsync();
        }
        finally
        {
            response.Body = connection;
        }

        return new()
        {
            Status = response.StatusCode,
            ContentType = response.ContentType,
            Location = response.Headers.Location,
            ETag = response.Headers.ETag,
            Body = buffer.ToArray(),
            ProblemCode = Problem.Of(result)?.Type.Code,
        };
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = (int)Status;
        response.ContentType = ContentType;
        if (Location is not null)
        {
            response.Headers.Location = Location;
        }

        if (ETag is not null)
        {
            response.Headers.ETag = ETag;
        }

        if (Status != StatusCodes.Status204NoContent)
        {
            response.ContentLength = Body.Length;
            await response.BodyWriter.WriteAsync(Body, httpContext.RequestAborted);
        }
    }
}
