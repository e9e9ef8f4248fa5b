namespace Mobile.Features.Pipeline;

/// <summary>The major versions of the contract, side by side over one implementation. v2 is current, v1 is fully supported.</summary>
public sealed class ApiVersions
{
    public const string Current = "v2";

    public static readonly IReadOnlyList<string> Names = ["v1", "v2"];

    private ApiVersions(RouteGroupBuilder v1, RouteGroupBuilder v2) => (V1, V2) = (v1, v2);

    public RouteGroupBuilder V1 { get; }

    public RouteGroupBuilder V2 { get; }

    /// <summary>For what is the same in every version.</summary>
    public IReadOnlyList<RouteGroupBuilder> All => [V1, V2];

    public static ApiVersions Map(IEndpointRouteBuilder app) => new(Group(app, "v1"), Group(app, "v2"));

    /// <summary>The same versions, for the endpoints of one feature, which the documents show together.</summary>
    public ApiVersions For(string feature) => new(V1.MapGroup("").WithTags(feature), V2.MapGroup("").WithTags(feature));

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
        foreach (var name in Names)
        {
            if (segment.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>False for a path below <c>/api</c> whose version was never published.</summary>
    public static bool IsKnown(PathString path) =>
        !path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase, out var rest)
        || Names.Any(version => rest.StartsWithSegments("/" + version, StringComparison.OrdinalIgnoreCase));

    private static RouteGroupBuilder Group(IEndpointRouteBuilder app, string version)
    {
        var group = app.MapGroup($"/api/{version}").WithGroupName(version).RequireAuthorization();
        group.WithMetadata(new ApiVersionMetadata(version));
        return group;
    }
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
