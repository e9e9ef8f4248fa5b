using Mobile.Features.Pipeline.OpenApi;

namespace Mobile.Features.Pipeline;

/// <summary>
/// The major versions of the contract, side by side over one implementation. What is mapped for a version holds from that version on, until
/// a later one maps the same method and route.
/// </summary>
public sealed class ApiVersions
{
    /// <summary>What this build takes for current where staff have not decided.</summary>
    public const string Current = "v2";

    /// <summary>The oldest first.</summary>
    public static readonly IReadOnlyList<string> Names = ["v1", "v2"];

    /// <summary>For people to choose from: the current one, then the newest.</summary>
    public static readonly IReadOnlyList<string> CurrentFirst = [Current, .. Names.Reverse().Where(name => name != Current)];

    private readonly Dictionary<string, RouteGroupBuilder> from;

    private ApiVersions(Dictionary<string, RouteGroupBuilder> from) => this.from = from;

    /// <summary>For what every version has, and for the v1 shape of what later versions change.</summary>
    public RouteGroupBuilder V1 => this["v1"];

    /// <summary>For what came or changed with v2.</summary>
    public RouteGroupBuilder V2 => this["v2"];

    public RouteGroupBuilder this[string version] => from[version];

    public static ApiVersions Map(IEndpointRouteBuilder app) => Map(app, Names);

    /// <param name="names">The oldest first.</param>
    public static ApiVersions Map(IEndpointRouteBuilder app, IReadOnlyList<string> names)
    {
        var mappings = names.Select(name => new VersionMappings(name, app)).ToList();
        app.DataSources.Add(new VersionEndpoints(mappings));
        return new(mappings.ToDictionary(mapping => mapping.Version, mapping => mapping.MapGroup(""), StringComparer.Ordinal));
    }

    /// <summary>The same versions, for the endpoints of one feature, which the documents show together.</summary>
    public ApiVersions For(string feature, string description = "") => new(
        from.ToDictionary(version => version.Key, version => version.Value.MapGroup("").WithDescribedTag(feature, description), StringComparer.Ordinal));

    /// <summary>As a person reads it: v2 (current).</summary>
    public static string Label(string version) => version == Current ? $"{version} (current)" : version;

    /// <summary>The published version, as <see cref="Names"/> has it, below whose base path this is; null for any other path.</summary>
    public static string? Of(PathString path)
    {
        const string Api = "/api/";
        var text = path.Value.AsSpan();
        if (!text.StartsWith(Api, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var segment = text[Api.Length..];
        var end = segment.IndexOf('/');
        segment = end < 0 ? segment : segment[..end];
        for (var i = 0; i < Names.Count; i++)
        {
            if (segment.Equals(Names[i], StringComparison.OrdinalIgnoreCase))
            {
                return Names[i];
            }
        }

        return null;
    }

    /// <summary>False for a path below <c>/api</c> whose version was never published.</summary>
    public static bool IsKnown(PathString path) =>
        !path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || Of(path) is not null;
}

/// <summary>The version an endpoint belongs to.</summary>
public sealed record ApiVersionMetadata(string Version)
{
    /// <summary>The version of the endpoint that is answering.</summary>
    public static string Of(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ApiVersionMetadata>()?.Version ?? ApiVersions.Current;
}

/// <summary>The endpoint belongs to no version, and stands in the document of each.</summary>
public sealed record UnversionedMetadata;
