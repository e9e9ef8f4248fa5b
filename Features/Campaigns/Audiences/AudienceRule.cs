using Mobile.Features.Devices;
using Mobile.Features.Pipeline.Apps;

namespace Mobile.Features.Campaigns.Audiences;

/// <summary>
/// Whom a campaign is for: a tree of rules, each of which a device meets or does not. Beside the tree a device must be registered and
/// allow the campaign's category.
/// </summary>
public abstract record AudienceRule
{
    private AudienceRule()
    {
    }

    /// <summary>Every rule is met; without rules, everybody.</summary>
    public sealed record All(IReadOnlyList<AudienceRule> Rules) : AudienceRule;

    /// <summary>At least one rule is met.</summary>
    public sealed record Any(IReadOnlyList<AudienceRule> Rules) : AudienceRule;

    public sealed record OnPlatform(IReadOnlyList<PushPlatform> Platforms) : AudienceRule;

    /// <summary>The app is at least <paramref name="From"/> and older than <paramref name="Below"/>; null for no limit.</summary>
    public sealed record AppVersionRange(AppVersion? From, AppVersion? Below) : AudienceRule;

    /// <summary>
    /// The device's locale is one of these or a narrower one: <c>de</c> is met by <c>de-CH</c>, <c>zh-TW</c> by <c>zh-Hant-TW</c>, and <c>zh-Hant</c>
    /// by what is usually written so.
    /// </summary>
    public sealed record InLocale(IReadOnlyList<string> Locales) : AudienceRule;

    /// <summary>The user allows this category too.</summary>
    public sealed record OptedIn(PushCategory Category) : AudienceRule;

    /// <summary>The device was seen within that many days.</summary>
    public sealed record ActiveWithin(int Days) : AudienceRule;

    /// <summary>The device was not seen within that many days.</summary>
    public sealed record InactiveFor(int Days) : AudienceRule;

    public sealed record OfUsers(IReadOnlyList<string> UserIds) : AudienceRule;
}
