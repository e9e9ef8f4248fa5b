using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Pipeline;

/// <summary>The versions on which a write may act, from <c>If-Match</c> (RFC 9110 §13.1.1). Its endpoint says <c>.RequireIfMatch()</c> or <c>.AcceptIfMatch()</c>.</summary>
public sealed class IfMatch
{
    /// <summary>No precondition, or <c>*</c>: whatever version there is.</summary>
    public static readonly IfMatch Any = new([]);

    private readonly IReadOnlyList<long> versions;

    private IfMatch(IReadOnlyList<long> versions) => this.versions = versions;

    /// <summary>The newest version that the caller knows; what changed later is news to the caller.</summary>
    public long Known => versions.Count == 0 ? long.MaxValue : versions.Max();

    public bool Allows(long version) => versions.Count == 0 || versions.Contains(version);

    /// <exception cref="ProblemException">precondition-required (RFC 6585 §3) or invalid-if-match.</exception>
    public static ValueTask<IfMatch?> BindAsync(HttpContext context)
    {
        var header = context.Request.Headers.IfMatch;
        if (StringValues.IsNullOrEmpty(header))
        {
            return context.GetEndpoint()!.Metadata.GetRequiredMetadata<IfMatchMetadata>().Required
                ? throw new ProblemException(PipelineProblems.PreconditionRequired)
                : ValueTask.FromResult<IfMatch?>(Any);
        }

        return EntityTagHeaderValue.TryParseList(header!, out var tags)
            ? ValueTask.FromResult<IfMatch?>(tags.Contains(EntityTagHeaderValue.Any) ? Any : new([.. tags.Select(VersionOf)]))
            : throw new ProblemException(PipelineProblems.InvalidIfMatch);
    }

    /// <summary>A weak tag never matches (RFC 9110 §8.8.3.2), nor does one that is not of ours: it stands for no version.</summary>
    private static long VersionOf(EntityTagHeaderValue tag) =>
        !tag.IsWeak && long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
}

/// <summary>The endpoint acts on a version.</summary>
/// <param name="Required">Whether it refuses to act without knowing which.</param>
public sealed record IfMatchMetadata(bool Required);

public static class IfMatchRegistration
{
    /// <summary>The write needs <c>If-Match</c>: 428 without, 412 with the current state when it is stale.</summary>
    public static RouteHandlerBuilder RequireIfMatch(this RouteHandlerBuilder endpoint) => endpoint.AcceptIfMatch(required: true)
        .WithProblems(PipelineProblems.PreconditionRequired);

    /// <summary>The write honours <c>If-Match</c> when it is there.</summary>
    public static RouteHandlerBuilder AcceptIfMatch(this RouteHandlerBuilder endpoint) => endpoint.AcceptIfMatch(required: false);

    private static RouteHandlerBuilder AcceptIfMatch(this RouteHandlerBuilder endpoint, bool required) => endpoint
        .WithMetadata(new IfMatchMetadata(required), new ParameterMetadata(
            "If-Match", ParameterLocation.Header, "The ETag of the version that the write is meant for.", new OpenApiSchema { Type = JsonSchemaType.String }, required))
        .WithProblems(PipelineProblems.InvalidIfMatch, PipelineProblems.PreconditionFailed);
}
