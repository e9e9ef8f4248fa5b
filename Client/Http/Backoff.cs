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
    private const HttpStatusCode TooEarly = (HttpStatusCode)425;

    private readonly Lock gate = new();

    /// <summary>Tells whether a status says that the request was not decided: by the server, or by a proxy that did not reach it.</summary>
    /// <remarks>
    /// 425 (RFC 8470) comes from a proxy that saw the request too early. Of the 5xx, which proxies extend (Cloudflare's 520 to 530),
    /// 501 and 505 are about the request itself and do not pass.
    /// </remarks>
    public static bool IsTransient(int status) => (HttpStatusCode)status switch
    {
        HttpStatusCode.RequestTimeout or TooEarly or HttpStatusCode.TooManyRequests => true,
        HttpStatusCode.NotImplemented or HttpStatusCode.HttpVersionNotSupported => false,
        _ => status is >= 500 and < 600,
    };

    /// <param name="attempt">How many waits came before this one.</param>
    /// <param name="retryAfter">What the server asked for: a lower bound.</param>
    public TimeSpan Wait(int attempt, TimeSpan? retryAfter)
    {
        var wait = TimeSpan.FromSeconds(Math.Min(LongestSeconds, 1 << Math.Min(attempt, 5)));
        return (retryAfter > wait ? retryAfter.Value : wait) + Jitter();
    }

    /// <summary>Reads for how long an answer asks to be left alone: never less than nothing, though its date may have passed.</summary>
    public TimeSpan? RetryAfter(HttpResponseMessage answer) => RetryAfter(answer.Headers.RetryAfter, answer.Headers.Date);

    /// <summary>Reads the header of an answer inside a batch.</summary>
    public TimeSpan? RetryAfter(string? header) =>
        RetryAfter(RetryConditionHeaderValue.TryParse(header, out var value) ? value : null, answered: null);

    /// <summary>Reads seconds or a date (RFC 9110 §10.2.3).</summary>
    /// <param name="answered">By the clock that the date is of; the phone's may be hours off.</param>
    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header, DateTimeOffset? answered)
    {
        var wait = header?.Delta ?? (header?.Date - (answered ?? options.TimeProvider.GetUtcNow()));
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private TimeSpan Jitter()
    {
        // Only Random.Shared may be drawn from by several threads.
        lock (gate)
        {
            return TimeSpan.FromMilliseconds(options.Random.Next(JitterMilliseconds + 1));
        }
    }
}
