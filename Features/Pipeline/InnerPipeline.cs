using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Mobile.Features.Pipeline.Apps;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Pipeline;

/// <summary>
/// Runs a request inside a request: through routing, authentication and everything that follows, as if it had come by itself. Who
/// calls, and from which app and device, is what the outer request says.
/// </summary>
public sealed class InnerPipeline(IServiceScopeFactory scopes)
{
    /// <summary>Headers that count for every inner request, whatever its own say.</summary>
    private static readonly string[] OfTheOuter = ["Authorization", AppHeaders.DeviceName, AppHeaders.PlatformName, AppHeaders.VersionName, "User-Agent", "Host"];

    private RequestDelegate? pipeline;

    public static bool IsInner(HttpContext context) => OuterOf(context) is not null;

    /// <summary>The request inside which this one runs; null for one that came by itself.</summary>
    public static HttpContext? OuterOf(HttpContext context) => context.Features.Get<InnerRequest>()?.Outer;

    /// <summary>Everything that follows <see cref="InnerPipelineRegistration.UseInnerPipeline"/>.</summary>
    internal RequestDelegate Captures(RequestDelegate next) => pipeline = next;

    /// <param name="url">Below the outer request's version, with its query: <c>/orders?limit=5</c>.</param>
    /// <param name="into">Has begun, and takes the body of the reply.</param>
    public async Task<InnerReply> SendAsync(
        HttpContext outer, string method, string url, IEnumerable<KeyValuePair<string, string>> headers, byte[]? body, ReplyStream into)
    {
        var path = $"/api/{ApiVersionMetadata.Of(outer)}{url}";
        var query = path.IndexOf('?', StringComparison.Ordinal);
        var request = new HttpRequestFeature
        {
            Protocol = outer.Request.Protocol,
            Scheme = outer.Request.Scheme,
            Method = method,
            PathBase = outer.Request.PathBase,
            Path = Uri.UnescapeDataString(query < 0 ? path : path[..query]),
            QueryString = query < 0 ? "" : path[query..],
            RawTarget = path,
        };
        foreach (var (name, value) in headers)
        {
            request.Headers[name] = value;
        }

        foreach (var name in OfTheOuter)
        {
            request.Headers[name] = outer.Request.Headers[name];
        }

        if (body is not null)
        {
            request.Body = new MemoryStream(body, writable: false);
            request.Headers.ContentLength = body.Length;
            request.Headers.ContentType = request.Headers.ContentType.Count > 0 ? request.Headers.ContentType : MediaTypeNames.Application.Json;
        }

        return await RunAsync(outer, request, body is not null, pipeline!, into);
    }

    /// <summary>The reply where a request is not even sent.</summary>
    /// <param name="url">Of the request, as it was given.</param>
    /// <param name="into">Has begun, and takes the body of the reply.</param>
    public Task<InnerReply> RefuseAsync(HttpContext outer, string url, Problem problem, ReplyStream into) => RunAsync(
        outer,
        new HttpRequestFeature
        {
            PathBase = outer.Request.PathBase,
            Path = url.StartsWith('/') ? $"/api/{ApiVersionMetadata.Of(outer)}{url.Split('?', 2)[0]}" : outer.Request.Path.ToString(),
        },
        hasBody: false,
        problem.ExecuteAsync,
        into);

    private async Task<InnerReply> RunAsync(HttpContext outer, HttpRequestFeature request, bool hasBody, RequestDelegate run, ReplyStream into)
    {
        var response = new StreamResponseBodyFeature(into);
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(response);
        features.Set(new InnerRequest(outer));
        features.Set<IHttpRequestBodyDetectionFeature>(new BodyDetection(hasBody));
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature { RequestAborted = outer.RequestAborted });
        features.Set(outer.Features.Get<IHttpConnectionFeature>());

        await using var scope = scopes.CreateAsyncScope();
        var inner = new DefaultHttpContext(features) { RequestServices = scope.ServiceProvider };
        using var span = RequestActivity.StartInner();
        await run(inner);
        await response.CompleteAsync();
        if (span is not null)
        {
            RequestActivity.Describe(span, inner);
        }

        return new(inner.Response.StatusCode, inner.Response.Headers, HttpMethods.IsHead(inner.Request.Method) ? default : into.Written);
    }

    private sealed record InnerRequest(HttpContext Outer);

    private sealed record BodyDetection(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;
}

/// <summary>What an inner request was answered with.</summary>
/// <param name="Body">In the <see cref="ReplyStream"/> that took it, and good as long as it is.</param>
public sealed record InnerReply(int Status, IHeaderDictionary Headers, ReadOnlyMemory<byte> Body)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Whether it is a problem after which the same request may succeed later.</summary>
    public bool IsRetryable
    {
        get
        {
            if (!Headers.ContentType.ToString().StartsWith(Problem.MediaType, StringComparison.Ordinal))
            {
                return false;
            }

            using var problem = JsonDocument.Parse(Body);
            return problem.RootElement.TryGetProperty("retryable", out var retryable) && retryable.ValueKind is JsonValueKind.True;
        }
    }

    /// <summary>In seconds; null where the reply does not ask to wait.</summary>
    public int? RetryAfterSeconds => int.TryParse(Headers.RetryAfter, out var seconds) ? seconds : null;

    /// <summary>Whether the body is a JSON value; other media stand in a document as text.</summary>
    public bool IsJson => Headers.ContentType.ToString() is var type
        && (type.StartsWith(MediaTypeNames.Application.Json, StringComparison.Ordinal) || type.StartsWith(Problem.MediaType, StringComparison.Ordinal));

    public string Text => Encoding.UTF8.GetString(Body.Span);
}

/// <summary>The endpoint does nothing but run the requests that it was sent: each of them is judged and counted by itself.</summary>
public sealed record HoldsRequestsMetadata;

public static class InnerPipelineRegistration
{
    /// <summary>What follows is run for inner requests too: a batch, and the parts of a screen.</summary>
    public static void UseInnerPipeline(this IApplicationBuilder app) =>
        app.Use(app.ApplicationServices.GetRequiredService<InnerPipeline>().Captures);
}
