using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;
using Mobile.Features.Pipeline.Fields;

namespace Mobile.Features.Pipeline;

/// <summary>
/// A single versioned resource: 200 with its body and a strong <c>ETag</c>, or 304 without a body when <c>If-None-Match</c> names
/// that version (RFC 9110 §13.1.2).
/// </summary>
/// <param name="body">Asked for only where a body is sent.</param>
public sealed class Resource<T>(Func<T> body, long version) : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));
        if (builder.Metadata.OfType<IHttpMethodMetadata>().Any(asked => asked.HttpMethods.Contains(HttpMethods.Get, StringComparer.Ordinal)))
        {
            builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified, typeof(void)));
        }
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var tag = ETags.Of(version);
        httpContext.Response.Headers.CacheControl = "private, no-cache";
        return httpContext.AnswersNotModified(tag) ? Task.CompletedTask : httpContext.WriteContractAsync(body());
    }
}

/// <summary>201 with the new resource, its <c>Location</c> and its <c>ETag</c>.</summary>
/// <param name="path">Below the version's base path, as in <c>/orders/{id}</c>.</param>
public sealed class CreatedResource<T>(string path, T body, long version) : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status201Created, typeof(T), ["application/json"]));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status201Created;
        httpContext.Response.Headers.Location = $"{httpContext.Request.PathBase}/api/{ApiVersionMetadata.Of(httpContext)}{path}";
        httpContext.Response.Headers.ETag = ETags.Of(version);
        return httpContext.Response.WriteAsJsonAsync(body, httpContext.RequestAborted);
    }
}

/// <summary>Strong entity tags from row versions (RFC 9110 §8.8.3).</summary>
public static class ETags
{
    public static string Of(long version) => $"\"{version}\"";

    /// <summary>Sends the tag; where the caller holds that version already, the answer is 304 and has no body (RFC 9110 §13.1.2).</summary>
    public static bool AnswersNotModified(this HttpContext context, string tag)
    {
        context.Response.Headers.ETag = tag;
        if (!HttpMethods.IsGet(context.Request.Method) || !Matches(context.Request.Headers.IfNoneMatch, tag))
        {
            return false;
        }

        context.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    /// <summary>Weak comparison, as If-None-Match asks for; a header that is no list of tags matches nothing.</summary>
    public static bool Matches(Microsoft.Extensions.Primitives.StringValues ifNoneMatch, string tag)
    {
        if (ifNoneMatch.Count == 0 || !EntityTagHeaderValue.TryParseList(ifNoneMatch!, out var tags))
        {
            return false;
        }

        var current = EntityTagHeaderValue.Parse(tag);
        return tags.Any(candidate => candidate.Equals(EntityTagHeaderValue.Any) || candidate.Compare(current, useStrongComparison: false));
    }
}
