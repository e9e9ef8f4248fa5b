using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Mobile.Features.Data;

namespace Mobile.Features.Pipeline.Problems;

/// <summary>Turns what escapes an endpoint into its problem; says nothing of the inside to the caller, and everything to the log.</summary>
internal sealed partial class ExceptionToProblem(Database database, TimeProvider clock, ILogger<ExceptionToProblem> logger) : IExceptionHandler
{
    private readonly LogThrottle unavailable = new(clock);

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Abort();
            return true;
        }

        var problem = Translate(exception);
        if (problem.Type == PipelineProblems.StoreUnavailable)
        {
            // Once a minute, since every request of anybody says so while the store is away. Drivers quote what they refuse; our messages say why.
            var reason = exception is StoreUnavailableException ? exception.Message : exception.GetType().Name;
            if (unavailable.Admits(reason, out var others))
            {
                Log.Unavailable(logger, httpContext.Request.Method, PathOf(httpContext), reason, others);
            }
        }
        else if (problem.Type.Status >= 500)
        {
            Log.Failed(logger, httpContext.Request.Method, PathOf(httpContext), problem.Type.Code, exception);
        }

        await problem.AnswerAsync(httpContext);
        return true;
    }

    /// <summary>Escaped as on the wire: a decoded carriage return would overwrite the line of the log on a terminal.</summary>
    private static string PathOf(HttpContext context) => context.Request.Path.ToUriComponent();

    private Problem Translate(Exception exception) => exception switch
    {
        ProblemException known => known.Problem,
        BadHttpRequestException { InnerException: JsonException json } => Translate(json),
        BadHttpRequestException request => Translate(request),

        // A chunk that says it is longer than there are numbers (RFC 9112 §7.1): the server has no better word for it.
        IOException { InnerException: OverflowException } => PipelineProblems.BadRequest,
        _ when database.Dialect.IsAway(exception) => Unavailable(),
        _ => PipelineProblems.InternalError,
    };

    private static Problem Translate(JsonException exception) => exception switch
    {
        // System.Text.Json names the depth only in its message; a test holds this line.
        _ when exception.Message.Contains("maximum configured depth", StringComparison.Ordinal) => PipelineProblems.JsonTooDeep,
        { InnerException: JsonException } => PipelineProblems.MalformedJson.With($"{Place(exception)} is not valid JSON."),
        { InnerException.InnerException: DecoderFallbackException } => PipelineProblems.MalformedJson,
        _ when exception.Message.StartsWith("Duplicate property", StringComparison.Ordinal) => PipelineProblems.MalformedJson,
        { Path: { Length: > 1 } path } => new Problem(PipelineProblems.InvalidType)
        {
            Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { [path.TrimStart('$', '.')] = ["This value has the wrong type."] },
        },
        { Path: "$" } => PipelineProblems.InvalidType,
        _ => PipelineProblems.MalformedJson,
    };

    private static string Place(JsonException exception) =>
        exception.LineNumber is { } line ? $"Line {line + 1}, byte {exception.BytePositionInLine + 1} of the body" : "The body";

    private static Problem Translate(BadHttpRequestException exception) => exception.StatusCode switch
    {
        StatusCodes.Status408RequestTimeout => PipelineProblems.RequestTimeout,
        StatusCodes.Status413PayloadTooLarge => PipelineProblems.BodyTooLarge,
        StatusCodes.Status415UnsupportedMediaType => PipelineProblems.UnsupportedMediaType,
        _ when exception.Message.Contains("from the request body", StringComparison.Ordinal)
            || exception.Message.Contains("no body was provided", StringComparison.Ordinal) => PipelineProblems.BodyRequired,
        _ when exception.Message.StartsWith("Failed to bind parameter", StringComparison.Ordinal) => PipelineProblems.InvalidParameter,
        _ => PipelineProblems.BadRequest,
    };

    private static Problem Unavailable() => new(PipelineProblems.StoreUnavailable) { RetryAfterSeconds = 1 };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} ended with store-unavailable: {Reason} Others that did since this was logged last: {Others}.")]
        public static partial void Unavailable(ILogger logger, string method, string path, string reason, int others);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} ended with {Code}")]
        public static partial void Failed(ILogger logger, string method, string path, string code, Exception exception);
    }
}
