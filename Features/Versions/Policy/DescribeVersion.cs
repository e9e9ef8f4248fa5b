using Microsoft.AspNetCore.Http.HttpResults;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Versions.Policy;

/// <summary>Where an API version stands, for whoever follows the links of a deprecated one.</summary>
public static class DescribeVersion
{
    /// <param name="SunsetAt">When it may stop to answer.</param>
    /// <param name="Successor">The version to move to; null for the current one.</param>
    /// <param name="Brownouts">When it will be switched off for a while.</param>
    public sealed record Response(
        string Version,
        string Status,
        DateTimeOffset? DeprecatedAt,
        DateTimeOffset? SunsetAt,
        DateTimeOffset? RetiredAt,
        string? Successor,
        IReadOnlyList<Window> Brownouts);

    public sealed record Window(DateTimeOffset StartsAt, DateTimeOffset EndsAt);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/versions/{version}", Results<Ok<Response>, Problem> (string version, VersionPolicy policy, HttpResponse response) =>
        {
            if (policy.Current.Find(version) is not { } found)
            {
                return (Problem)PipelineProblems.UnknownApiVersion;
            }

            response.Headers.CacheControl = "public, max-age=60";
            var current = policy.Current.Current.Version;
            return TypedResults.Ok(new Response(
                found.Version,
                found.Status,
                found.DeprecatedAt,
                found.SunsetAt,
                found.RetiredAt,
                found.Version == current ? null : current,
                [.. found.Brownouts.Select(brownout => new Window(brownout.StartsAt, brownout.EndsAt))]));
        }).ExcludeFromDescription();
}
