using System.Net;
using System.Net.Http.Headers;

namespace Mobile.Client;

/// <summary>
/// Which failures pass, and how long to wait for it: 1 s, 2 s, 4 s … 30 s, or longer when the server asks for it, plus a jitter that
/// keeps phones which lost the same cell tower from coming back together.
/// </summary>
internal sealed class Backoff(MobileClientOptions options)
{
    private const int LongestSeconds = 30;
    private const int JitterMilliseconds = 500;

    private readonly Lock gate = new();

    public static bool IsTransient(int status) => (HttpStatusCode)status is
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError
        or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <param name="attempt">How many waits came before this one.</param>
    /// <param name="retryAfter">What the server asked for: a lower bound.</param>
    public TimeSpan Wait(int attempt, TimeSpan? retryAfter)
    {
        var wait = TimeSpan.FromSeconds(Math.Min(LongestSeconds, 1 << Math.Min(attempt, 5)));
        return (retryAfter > wait ? retryAfter.Value : wait) + Jitter();
    }

    /// <summary>Seconds or a date (RFC 9110 §10.2.3).</summary>
    public TimeSpan? RetryAfter(RetryConditionHeaderValue? header) => header switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - options.TimeProvider.GetUtcNow(),
        _ => null,
    };

    public TimeSpan? RetryAfter(string? header) => RetryAfter(RetryConditionHeaderValue.TryParse(header, out var value) ? value : null);

    /// <summary>What an answer that is no success means: the server cannot serve now, or refuses.</summary>
    public Exception Refused(HttpResponseMessage answer, ReadOnlySpan<byte> body) => IsTransient((int)answer.StatusCode)
        ? new ServerUnreachableException(answer, RetryAfter(answer.Headers.RetryAfter))
        : new ApiProblemException(Problem.From(answer.StatusCode, body));

    private TimeSpan Jitter()
    {
        // Only Random.Shared may be drawn from by several threads.
        lock (gate)
        {
            return TimeSpan.FromMilliseconds(options.Random.Next(JitterMilliseconds + 1));
        }
    }
}
