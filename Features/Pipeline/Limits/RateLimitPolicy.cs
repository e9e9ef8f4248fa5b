namespace Mobile.Features.Pipeline.Limits;

/// <summary>
/// A token bucket: so many requests at once, and as many again spread evenly over the window.
/// </summary>
/// <param name="Name">As apps read it, who is counted and what: <c>user-reads</c>.</param>
/// <param name="Quota">Requests, at least 1.</param>
public sealed record RateLimitPolicy(string Name, int Quota, TimeSpan Window)
{
    /// <summary>The value of <c>RateLimit-Policy</c> (draft-ietf-httpapi-ratelimit-headers §3).</summary>
    public string Header { get; } = $"\"{Name}\";q={Quota};w={(int)Window.TotalSeconds}";
}
