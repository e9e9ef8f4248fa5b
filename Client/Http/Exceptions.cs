namespace Mobile.Client;

/// <summary>The server gave no usable answer within all attempts. Queued writes are kept; try again later.</summary>
public sealed class ServerUnreachableException : HttpRequestException
{
    internal ServerUnreachableException(Exception inner)
        : base("The server cannot be reached.", inner)
    {
    }

    internal ServerUnreachableException(HttpResponseMessage answer, TimeSpan? retryAfter)
        : base($"The server answered {(int)answer.StatusCode}.", null, answer.StatusCode) => RetryAfter = retryAfter;

    /// <summary>How long the server asked to be left alone.</summary>
    public TimeSpan? RetryAfter { get; }
}

/// <summary>The server refused the request, and repeating it will not help: the app is too old, or the request is wrong.</summary>
public sealed class ApiProblemException : Exception
{
    internal ApiProblemException(Problem problem)
        : base($"{problem.Status} {problem.Code}: {problem.Detail ?? problem.Title}") => Problem = problem;

    /// <summary>Why.</summary>
    public Problem Problem { get; }
}
