using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Mobile.Features.Pipeline.Apps;
using Mobile.Features.Pipeline.Idempotency;

namespace Mobile.Features.Pipeline.OpenApi;

/// <summary>Defines each header of the wire once, as a component of the document to which operations and answers refer.</summary>
internal static class ApiHeaders
{
    public const string IfNoneMatch = "If-None-Match";

    /// <summary>What any answer to an app may carry.</summary>
    public static readonly IReadOnlyList<string> OfAnyAnswer = ["Cache-Control", "RateLimit", "RateLimit-Policy"];

    /// <summary>What any answer of a version carries once the version is deprecated.</summary>
    public static readonly IReadOnlyList<string> OfAnyVersion = ["Deprecation", "Link", "Sunset"];

    private static readonly Dictionary<string, OpenApiHeader> Answers = new(StringComparer.Ordinal)
    {
        ["Cache-Control"] = Text("How long the answer may be kept, and by whom (RFC 9111). HTTP libraries obey it by themselves."),
        ["Content-Disposition"] = Text("The name under which to save the document (RFC 6266)."),
        ["Deprecation"] = Text("Since when the version is deprecated, as @ and Unix seconds (RFC 9745); only where it is.", "@1767225600"),
        ["ETag"] = Text("Names this state of the resource: send it in If-Match to change it, in If-None-Match to ask again.", "\"7\""),
        [IdempotencyProcessor.ReplayedHeader] = new()
        {
            Description = "true where this is the stored answer to an earlier request with the same key.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Boolean },
        },
        ["Link"] = Text(
            "Related addresses by their rel (RFC 8288): next is the page that follows, describedby an explanation; "
            + "deprecation, sunset and successor-version come with a deprecated version."),
        ["Location"] = Text("Where to go: the new resource, the picture, or where to start afresh."),
        ["RateLimit"] = Text(
            "What is left of a quota: r requests, and t seconds until there are more. Comes with refusals, and once less than half is left.",
            "\"user-reads\";r=40;t=1"),
        ["RateLimit-Policy"] = Text("The quota: q requests in w seconds. Comes with RateLimit.", "\"user-reads\";q=100;w=60"),
        ["Retry-After"] = new()
        {
            Description = "Repeat the request after so many seconds, not before.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" },
        },
        ["Sunset"] = Text("Until when a deprecated version answers, as an HTTP date (RFC 8594).", "Wed, 01 Jul 2026 00:00:00 GMT"),
        ["Upgrade"] = Text("The app that is needed (RFC 9110 §15.5.22); with HTTP/1.1 only.", "mobile-app/3.2.0"),
        ["WWW-Authenticate"] = Text(
            "The challenge (RFC 6750 §3), with error=\"invalid_token\" where a token was sent.", "Bearer error=\"invalid_token\""),
    };

    private static readonly Dictionary<string, OpenApiParameter> Requests = new OpenApiParameter[]
    {
        Parameter(AppHeaders.DeviceName, "The installation of the app, the same at each request."),
        Parameter(AppHeaders.PlatformName, "What the app runs on: ios or android."),
        Parameter(AppHeaders.VersionName, "The version of the app, such as 3.2.1. Below the minimum of its platform the answer is 426."),
        Parameter(
            AppHeaders.QueuedAtName,
            "When the user acted, where the write had to wait (RFC 3339). From before the minimum came into force, it is served to any app.",
            "date-time"),
        Parameter(IfNoneMatch, "The ETag that the app holds: an unchanged resource is answered with 304 and no body."),
    }.ToDictionary(parameter => parameter.Name!, StringComparer.Ordinal);

    /// <summary>Refers the answer to the definition of each of the headers, and adds the definitions to the document.</summary>
    public static void AddHeaders(this OpenApiDocument document, OpenApiResponse answer, IEnumerable<string> names)
    {
        document.Components ??= new();
        document.Components.Headers ??= new SortedDictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
        answer.Headers ??= new SortedDictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            document.Components.Headers.TryAdd(name, Answers[name]);
            answer.Headers[name] = new OpenApiHeaderReference(name, document);
        }
    }

    /// <summary>Refers the operation to the definition of a header that it reads, in place of what its handler's signature says of it.</summary>
    public static void AddHeader(this OpenApiDocument document, OpenApiOperation operation, string name)
    {
        document.Components ??= new();
        document.Components.Parameters ??= new SortedDictionary<string, IOpenApiParameter>(StringComparer.Ordinal);
        document.Components.Parameters.TryAdd(name, Requests[name]);
        var others = (operation.Parameters ?? []).Where(parameter => parameter.In != ParameterLocation.Header || parameter.Name != name);
        operation.Parameters = [.. others, new OpenApiParameterReference(name, document)];
    }

    private static OpenApiHeader Text(string description, string? example = null) => new()
    {
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        Example = example is null ? null : JsonValue.Create(example),
    };

    private static OpenApiParameter Parameter(string name, string description, string? format = null) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = format },
    };
}
