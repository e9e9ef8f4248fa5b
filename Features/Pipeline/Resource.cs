using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Mobile.Features.Pipeline.Fields;
using Mobile.Features.Pipeline.OpenApi;

namespace Mobile.Features.Pipeline;

/// <summary>
/// A single versioned resource: 200 with its body and a strong <c>ETag</c>, or 304 without a body when <c>If-None-Match</c> names
/// that version (RFC 9110 §13.1.2).
/// </summary>
/// <param name="body">Asked for only where a body is sent.</param>
/// <param name="owner">The id of the user whose resource it is, where the URL does not say so: see <see cref="ETags"/>.</param>
public sealed class Resource<T>(Func<T> body, long version, string? owner = null) : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));
        builder.Metadata.Add(new ResponseHeaderMetadata(StatusCodes.Status200OK, "ETag"));
        if (builder.Metadata.OfType<IHttpMethodMetadata>().Any(asked => asked.HttpMethods.Contains(HttpMethods.Get, StringComparer.Ordinal)))
        {
            builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified, typeof(void)));
        }
    }

    public Task ExecuteAsync(HttpContext httpContext) =>
        httpContext.AnswersNotModified(ETags.Of(version, owner)) ? Task.CompletedTask : httpContext.WriteContractAsync(body());
}

/// <summary>201 with the new resource, its <c>Location</c> and its <c>ETag</c>.</summary>
/// <param name="path">Below the version's base path, as in <c>/orders/{id}</c>.</param>
public sealed class CreatedResource<T>(string path, T body, long version) : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status201Created, typeof(T), ["application/json"]));
        builder.Metadata.Add(new ResponseHeaderMetadata(StatusCodes.Status201Created, "ETag"));
        builder.Metadata.Add(new ResponseHeaderMetadata(StatusCodes.Status201Created, "Location"));
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status201Created;
        httpContext.Response.Headers.Location = $"{httpContext.Request.PathBase}/api/{ApiVersionMetadata.Of(httpContext)}{path}";
        httpContext.Response.Headers.ETag = ETags.Of(version);
        return httpContext.Response.WriteAsJsonAsync(body, httpContext.RequestAborted);
    }
}
