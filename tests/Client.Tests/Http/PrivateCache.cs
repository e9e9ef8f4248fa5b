using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;

namespace Mobile.Client.Tests.Http;

/// <summary>A private cache (RFC 9111) as the transport of a platform has one: it is the device's, whoever is signed in.</summary>
/// <param name="clock">Tells how old an answer is.</param>
/// <param name="heedsRequests">Whether a request's <c>no-store</c> counts.</param>
internal sealed class PrivateCache(TimeProvider clock, bool heedsRequests)
{
    private readonly ConcurrentDictionary<Uri, Stored> stored = new();

    public IEnumerable<string> Paths => stored.Keys.Select(uri => uri.AbsolutePath);

    public void Clear() => stored.Clear();

    public HttpMessageHandler Before(HttpMessageHandler network) => new Handler(this, network);

    private sealed record Stored(byte[] Body, MediaTypeHeaderValue? Type, EntityTagHeaderValue? Tag, DateTimeOffset FreshUntil)
    {
        public HttpResponseMessage Answer(HttpRequestMessage request) => new(HttpStatusCode.OK)
        {
            RequestMessage = request,
            Headers = { ETag = Tag },
            Content = new ByteArrayContent(Body) { Headers = { ContentType = Type } },
        };
    }

    private sealed class Handler(PrivateCache cache, HttpMessageHandler network) : DelegatingHandler(network)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method != HttpMethod.Get || request.Headers.IfNoneMatch.Count > 0)
            {
                return await base.SendAsync(request, cancellationToken);
            }

            var known = cache.stored.GetValueOrDefault(request.RequestUri!);
            if (known is not null && cache.Now < known.FreshUntil)
            {
                return known.Answer(request);
            }

            if (known?.Tag is { } tag)
            {
                request.Headers.IfNoneMatch.Add(tag);
            }

            var answer = await base.SendAsync(request, cancellationToken);
            request.Headers.IfNoneMatch.Clear();
            if (known is not null && answer.StatusCode == HttpStatusCode.NotModified)
            {
                answer.Dispose();
                return known.Answer(request);
            }

            return await cache.StoreAsync(request, answer, cancellationToken);
        }
    }

    private DateTimeOffset Now => clock.GetUtcNow();

    private async Task<HttpResponseMessage> StoreAsync(
        HttpRequestMessage request, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var isAskedNotTo = heedsRequests && request.Headers.CacheControl is { NoStore: true };
        if (answer is { StatusCode: HttpStatusCode.OK, Headers.CacheControl: not { NoStore: true } } && !isAskedNotTo)
        {
            var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            var freshFor = answer.Headers.CacheControl is { NoCache: false, MaxAge: { } age } ? age : TimeSpan.Zero;
            stored[request.RequestUri!] = new(body, answer.Content.Headers.ContentType, answer.Headers.ETag, Now + freshFor);
        }

        return answer;
    }
}
