using System.Globalization;

namespace Mobile.Features.Versions.Policy;

/// <summary>Where an API version stands.</summary>
/// <param name="Status">One of <see cref="ApiStatus"/>.</param>
/// <param name="SunsetAt">When it may stop to answer; never before <paramref name="DeprecatedAt"/>.</param>
/// <param name="InformationUrl">What staff have written for the developers of apps; null for the version's own page.</param>
public sealed record ApiLifecycle(
    string Version,
    string Status,
    DateTimeOffset? DeprecatedAt = null,
    DateTimeOffset? SunsetAt = null,
    DateTimeOffset? RetiredAt = null,
    string? InformationUrl = null)
{
    /// <summary>Those that have not ended, the next one first.</summary>
    public IReadOnlyList<Brownout> Brownouts { get; init; } = [];

    public bool IsEnding => Status is ApiStatus.Deprecated or ApiStatus.Retired;

    /// <summary>A date of the structured fields (RFC 9745 §2.1, RFC 9651 §3.3.7): <c>@</c> and Unix seconds. Null where nothing was deprecated.</summary>
    public string? DeprecationHeader => IsEnding && DeprecatedAt is { } at ? $"@{at.ToUnixTimeSeconds()}" : null;

    /// <summary>An HTTP-date (RFC 8594 §3, RFC 9110 §5.6.7).</summary>
    public string? SunsetHeader => IsEnding && SunsetAt is { } at ? at.UtcDateTime.ToString("R", CultureInfo.InvariantCulture) : null;

    /// <summary>The brownout that is on.</summary>
    public Brownout? BrownoutAt(DateTimeOffset now)
    {
        foreach (var brownout in Brownouts)
        {
            if (brownout.StartsAt <= now && now < brownout.EndsAt)
            {
                return brownout;
            }
        }

        return null;
    }
}

/// <summary>A scheduled, short time in which a deprecated version answers 410, so that whoever still depends on it notices.</summary>
public sealed record Brownout(string Id, string Version, DateTimeOffset StartsAt, DateTimeOffset EndsAt);
