using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Pipeline;

/// <summary>
/// The versions on which a write may act, from <c>If-Match</c> (RFC 9110 §13.1.1). Its endpoint says <c>.RequireIfMatch()</c> or
/// <c>.AcceptIfMatch()</c>.
/// </summary>
/// <remarks>
/// RFC 9110 §13.1.1 compares strongly, so that a weak tag would never match. Ours are versions of rows, which a proxy weakens only because it
/// compressed the answer: refusing them would be a conflict that nobody made.
/// </remarks>
public sealed class IfMatch
{
    /// <summary>No precondition, or <c>*</c>: whatever version there is.</summary>
    public static readonly IfMatch Any = new([]);

    private readonly IReadOnlyList<long> versions;

    private IfMatch(IReadOnlyList<long> versions) => this.versions = versions;

    /// <summary>
    /// Gives the newest version that the caller knows of a row; what changed later is news to the caller. A version that the row has yet to
    /// reach, or has gone past by a restore, may be of the future that the restore has undone, and says nothing of what the row holds now.
    /// </summary>
    /// <param name="version">The present one of the row.</param>
    /// <param name="floor">Where the versions of the epoch begin: see <see cref="Data.StoreEpoch.VersionFloor"/>.</param>
    public long KnownOf(long version, long floor) =>
        versions.Where(known => known <= version && (known >= floor || version < floor)).DefaultIfEmpty().Max();

    /// <summary>Whether it names versions, all of which the row has left behind.</summary>
    /// <param name="version">The present one of the row.</param>
    internal bool IsBefore(long version) => versions.Count > 0 && versions.All(known => known < version);

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

        if (!EntityTagHeaderValue.TryParseList(header!, out var tags))
        {
            throw new ProblemException(PipelineProblems.InvalidIfMatch);
        }

        var userId = context.RequestServices.GetRequiredService<Caller>().UserId;
        return ValueTask.FromResult<IfMatch?>(
            tags.Contains(EntityTagHeaderValue.Any) ? Any : new([.. tags.Select(tag => ETags.VersionIn(tag, userId))]));
    }
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
            "If-Match", ParameterLocation.Header, "The ETag of the version that the write is meant for.", new OpenApiSchema { Type = JsonSchemaType.String }, required,
            Example: "\"1\""))
        .WithProblems(PipelineProblems.InvalidIfMatch, PipelineProblems.PreconditionFailed);
}
