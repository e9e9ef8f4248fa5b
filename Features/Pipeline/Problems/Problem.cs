using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Primitives;

namespace Mobile.Features.Pipeline.Problems;

/// <summary>An error answer as <c>application/problem+json</c> (RFC 9457): the one shape of every status from 400 up.</summary>
public sealed class Problem(ProblemType type) : IResult
{
    public const string MediaType = "application/problem+json";

    public ProblemType Type => type;

    public string Detail { get; init; } = type.Detail;

    /// <summary>Messages by the camelCase JSON path of the member they concern.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>What a failed precondition ran into.</summary>
    public Conflict? Conflict { get; init; }

    /// <summary>Which version of the app the caller needs.</summary>
    public NeededApp? NeededApp { get; init; }

    /// <summary>The names of the limits that were exceeded.</summary>
    public IReadOnlyList<string>? ViolatedPolicies { get; init; }

    /// <summary>Sent as <c>Location</c>: the path of where to go instead.</summary>
    public string? Location { get; init; }

    /// <summary>Whether the same request may succeed later, where that is another than for the kind.</summary>
    public bool Retryable { get; init; } = type.Retryable;

    /// <summary>Whole seconds, at least 1, sent as <c>Retry-After</c>.</summary>
    public int? RetryAfterSeconds { get; init; }

    public static implicit operator Problem(ProblemType type) => new(type);

    /// <summary>Finds the problem in what an endpoint returns; null where it is none.</summary>
    public static Problem? Of(object? result) => result switch
    {
        INestedHttpResult nested => Of(nested.Result),
        ProblemType type => type,
        _ => result as Problem,
    };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = type.Status;
        new Signal(type.Code).SayOn(httpContext);
        response.Headers.CacheControl = "no-store";
        if (type.Status == StatusCodes.Status401Unauthorized && StringValues.IsNullOrEmpty(response.Headers.WWWAuthenticate))
        {
            // An endpoint refuses the token that authentication took; RFC 9110 §11.6.1 wants a challenge with each 401.
            response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        }

        if (RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString();
        }

        if (Location is not null)
        {
            response.Headers.Location = httpContext.Request.PathBase + Location;
        }

        if (type.DescribedBy)
        {
            response.Headers.Append("Link", $"<{type.Uri}>; rel=\"describedby\"");
        }

        var body = new ProblemBody(
            type.Uri,
            type.Title,
            type.Status,
            Detail,
            httpContext.Request.PathBase + httpContext.Request.Path,
            type.Code,
            Activity.Current?.TraceId.ToString() ?? httpContext.TraceIdentifier,
            Retryable,
            Errors,
            Conflict?.Current,
            Conflict?.CurrentVersion,
            Conflict?.ConflictingFields,
            NeededApp?.MinimumVersion,
            NeededApp?.RecommendedVersion,
            NeededApp?.StoreUrl,
            ViolatedPolicies);
        return response.WriteAsJsonAsync(body, options: null, MediaType, CancellationToken.None);
    }
}

/// <summary>What an app needs to resolve a conflict by itself.</summary>
public sealed record Conflict(object Current, long CurrentVersion, IReadOnlyList<string> ConflictingFields);

/// <summary>What an app needs to send its user to the right place.</summary>
public sealed record NeededApp(string MinimumVersion, string? RecommendedVersion, string? StoreUrl);

/// <summary>A problem on the wire.</summary>
/// <param name="Type">A URI reference that names the kind of problem, and explains it to a person who opens it.</param>
/// <param name="Detail">What to do.</param>
/// <param name="Instance">The path of the request.</param>
/// <param name="Code">Kebab-case and stable: switch on this.</param>
/// <param name="TraceId">Names the request when you report the problem.</param>
/// <param name="Retryable">Whether the same request, with the same idempotency key, may succeed later.</param>
/// <param name="Errors">Messages by the JSON path of the member they concern; only where members are at fault.</param>
/// <param name="Current">The whole resource as it is now; only with <c>precondition-failed</c>, as the next two.</param>
/// <param name="CurrentVersion">What to send in If-Match, quoted, once the change is merged.</param>
/// <param name="ConflictingFields">What the request changes and someone else has changed meanwhile, to another value. When empty, nothing collides.</param>
/// <param name="MinimumVersion">The oldest version of the app that is served; only with <c>client-upgrade-required</c>, as the next two.</param>
/// <param name="RecommendedVersion">The version that the user should get.</param>
/// <param name="StoreUrl">Where the user gets it.</param>
/// <param name="ViolatedPolicies">Which limits were exceeded, as <c>RateLimit-Policy</c> names them; only with <c>quota-exceeded</c>.</param>
public sealed record ProblemBody(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Instance,
    string Code,
    string TraceId,
    bool Retryable,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Errors = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] object? Current = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? CurrentVersion = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? ConflictingFields = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? MinimumVersion = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RecommendedVersion = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? StoreUrl = null,
    [property: JsonPropertyName("violated-policies"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? ViolatedPolicies = null);
