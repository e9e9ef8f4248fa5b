using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Mobile.Features.Pipeline;

/// <summary>
/// The endpoints of all versions, built once. A version serves what it maps, and of the versions before it what none of those in between
/// has mapped anew. Two mappings are of the same thing when an OpenAPI document could not tell them apart: by method and path, whatever
/// the parameters are called.
/// </summary>
/// <param name="mappings">The oldest version first.</param>
internal sealed class VersionEndpoints(IReadOnlyList<VersionMappings> mappings) : EndpointDataSource
{
    private readonly Lazy<IReadOnlyList<Endpoint>> endpoints = new(() =>
        [.. mappings.SelectMany((version, index) => InForce(version, mappings.Take(index + 1)))]);

    public override IReadOnlyList<Endpoint> Endpoints => endpoints.Value;

    public override IChangeToken GetChangeToken() => NullChangeToken.Singleton;

    private static Endpoint[] InForce(VersionMappings served, IEnumerable<VersionMappings> upToServed)
    {
        var context = new RouteGroupContext
        {
            Prefix = RoutePatternFactory.Parse($"/api/{served.Version}"),
            ApplicationServices = served.ServiceProvider,
            Conventions = [endpoint => Belong(endpoint, served.Version)],
        };

        // A newer mapping takes the older one's place, so that the documents of all versions have one order.
        var inForce = new OrderedDictionary<string, Endpoint>(StringComparer.OrdinalIgnoreCase);
        foreach (var mapping in upToServed)
        {
            // Within one version nothing takes the place of anything: there, the same operation twice is a mistake and throws.
            foreach (var (operation, endpoint) in mapping.Build(context).ToDictionary(OperationOf, StringComparer.OrdinalIgnoreCase))
            {
                inForce[operation] = endpoint;
            }
        }

        RefuseTwoNames(inForce.Values.Cast<RouteEndpoint>());
        return [.. inForce.Values];
    }

    /// <summary>
    /// Refuses two names for one parameter: <c>/devices/{id}</c> beside <c>/devices/{installationId}/opens</c>. OpenAPI forbids it for equal paths (3.1
    /// §4.8.8), and a client generator that builds a tree of paths drops one of them.
    /// </summary>
    private static void RefuseTwoNames(IEnumerable<RouteEndpoint> endpoints)
    {
        var named = new Dictionary<string, RoutePatternParameterPart>(StringComparer.OrdinalIgnoreCase);
        foreach (var endpoint in endpoints)
        {
            var place = "";
            foreach (var segment in endpoint.RoutePattern.PathSegments)
            {
                place = $"{place}/{TextOf(segment)}";
                foreach (var parameter in segment.Parts.OfType<RoutePatternParameterPart>())
                {
                    var first = named.TryAdd(place, parameter) ? parameter : named[place];
                    if (first.Name != parameter.Name)
                    {
                        throw new InvalidOperationException(
                            $"The parameter at the end of {place} is called {first.Name} and, by {endpoint.RoutePattern.RawText}, {parameter.Name}. Give it one name.");
                    }
                }
            }
        }
    }

    private static void Belong(EndpointBuilder endpoint, string version)
    {
        endpoint.Metadata.Add(new EndpointGroupNameAttribute(version));
        endpoint.Metadata.Add(new AuthorizeAttribute());
        endpoint.Metadata.Add(new ApiVersionMetadata(version));
        if (endpoint.Metadata.OfType<IHttpMethodMetadata>().Any(served => served.HttpMethods.Contains(HttpMethods.Get, StringComparer.Ordinal)))
        {
            KeepPrivate(endpoint);
        }
    }

    /// <summary>
    /// Keeps what a signed-in user reads out of shared caches, and lets the user's own keep it only to ask again (RFC 9111 §5.2.2). An endpoint
    /// that says otherwise has the last word.
    /// </summary>
    private static void KeepPrivate(EndpointBuilder endpoint)
    {
        var next = endpoint.RequestDelegate!;
        endpoint.RequestDelegate = context =>
        {
            context.Response.Headers.CacheControl = "private, no-cache";
            return next(context);
        };
    }

    /// <summary>Method and path, with <c>{}</c> for each parameter.</summary>
    private static string OperationOf(RouteEndpoint endpoint)
    {
        var methods = endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods;
        var segments = endpoint.RoutePattern.PathSegments.Select(TextOf);
        return $"{string.Join(',', methods)} /{string.Join('/', segments)}";
    }

    private static string TextOf(RoutePatternPathSegment segment) => string.Concat(segment.Parts.Select(TextOf));

    private static string TextOf(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        _ => "{}",
    };
}
