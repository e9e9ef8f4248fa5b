namespace Mobile.Client;

/// <summary>
/// The server gave no usable answer within all attempts; somebody in between may have given one. Queued writes are kept; try again later.
/// </summary>
public sealed class ServerUnreachableException : HttpRequestException
{
    internal ServerUnreachableException(Exception inner)
        : base(
            inner is ForeignAnswerException ? inner.Message : "The server cannot be reached.",
            inner,
            (inner as HttpRequestException)?.StatusCode)
    {
    }

    internal ServerUnreachableException(HttpResponseMessage answer, TimeSpan? retryAfter)
        : base($"The server answered {(int)answer.StatusCode}.", null, answer.StatusCode) => RetryAfter = retryAfter;

    /// <summary>How long the server asked to be left alone.</summary>
    public TimeSpan? RetryAfter { get; }
}

/// <summary>An answer is not one that the contract documents for its request.</summary>
internal sealed class ForeignAnswerException : HttpRequestException
{
    public ForeignAnswerException(HttpResponseMessage answer)
        : base(
            $"The answer {(int)answer.StatusCode} {answer.Content.Headers.ContentType?.MediaType} is not the server's.",
            null,
            answer.StatusCode)
    {
    }
}

/// <summary>The server refused the request, and repeating it will not help: the app is too old, or the request is wrong.</summary>
public sealed class ApiProblemException : Exception
{
    internal ApiProblemException(Problem problem)
        : base($"{problem.Status} {problem.Code}: {problem.Detail ?? problem.Title}") => Problem = problem;

    /// <summary>Why.</summary>
    public Problem Problem { get; }
}
