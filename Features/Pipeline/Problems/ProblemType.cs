namespace Mobile.Features.Pipeline.Problems;

/// <summary>
/// One kind of error (RFC 9457 §3.1). Apps switch on <see cref="Code"/>, which never changes once published.
/// </summary>
/// <param name="Code">Kebab-case; also the last segment of <c>/problems/{code}</c>, where it is explained.</param>
/// <param name="Detail">What the caller should do, where the place that raises it has nothing more exact to say.</param>
/// <param name="Retryable">Whether the same request may succeed later.</param>
/// <param name="DescribedBy">Whether the answer links to its type (RFC 8288), as the idempotency draft asks where the key is missing.</param>
public sealed record ProblemType(
    string Code, int Status, string Title, string Detail, bool Retryable = false, bool DescribedBy = false) : IResult
{
    /// <summary>Where the kind is explained, or the name that a standard has given it.</summary>
    public string Uri { get; init; } = "/problems/" + Code;

    /// <summary>The headers that come with the problem, beside those of every answer.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    public Problem With(string detail) => new(this) { Detail = detail };

    /// <summary>A problem type answers by itself where there is nothing to add.</summary>
    public Task ExecuteAsync(HttpContext httpContext) => new Problem(this).ExecuteAsync(httpContext);
}
