using Mobile.Features.Devices;

namespace Mobile.Features.Campaigns.Audiences;

/// <summary>An audience as a condition on the rows <c>d</c> of <c>devices</c>, of which the index <c>devices_audience</c> knows every column.</summary>
/// <remarks>
/// Only that index may serve it: one that has a single column of the condition leads to as many rows one by one, and takes ten times as long.
/// Hence + 0 and COALESCE, which keep the others out.
/// </remarks>
internal sealed class AudienceSql
{
    /// <summary>The key of an unknown version is empty; the others begin with a digit.</summary>
    private const string KnownVersion = "d.app_version_order >= '0'";

    private readonly Dictionary<string, object> parameters = new(StringComparer.Ordinal);
    private readonly long at;

    private AudienceSql(AudienceRule audience, PushCategory category, DateTimeOffset at)
    {
        this.at = at.ToUnixTimeMilliseconds();
        Condition = $"d.unregistered_at IS NULL AND d.hub_refused_at IS NULL AND {Allows(category)} AND {Write(audience)}";
    }

    public string Condition { get; }

    public IReadOnlyDictionary<string, object> Parameters => parameters;

    /// <param name="category">What the campaign is about: who refuses it is in no audience.</param>
    /// <param name="at">From when days are counted back.</param>
    public static AudienceSql Compile(AudienceRule audience, PushCategory category, DateTimeOffset at) => new(audience, category, at);

    private string Write(AudienceRule rule) => rule switch
    {
        AudienceRule.All { Rules: [] } => "1 = 1",
        AudienceRule.All(var rules) => Join(" AND ", rules.Select(Write)),
        AudienceRule.Any(var rules) => Join(" OR ", rules.Select(Write)),
        AudienceRule.OnPlatform(var platforms) => $"COALESCE(d.platform, '') IN ({Each(platforms.Select(platform => platform.Name()))})",
        AudienceRule.AppVersionRange(var from, var below) => Join(" AND ", [
            from is { } first ? $"d.app_version_order >= {Value(first.SortKey)}" : KnownVersion,
            .. below is { } end ? [$"d.app_version_order < {Value(end.SortKey)}"] : Array.Empty<string>()]),
        AudienceRule.InLocale(var locales) => Join(" OR ", locales.Select(InLocale)),
        AudienceRule.OptedIn(var category) => Allows(category),
        AudienceRule.ActiveWithin(var days) => $"d.last_seen_at + 0 >= {Value(Before(days))}",
        AudienceRule.InactiveFor(var days) => $"d.last_seen_at + 0 < {Value(Before(days))}",
        AudienceRule.OfUsers(var ids) => $"d.user_id IN ({Each(ids)})",
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    /// <summary>
    /// The tag, or a narrower one, in the forms in which devices have it (<see cref="LanguageTag.WithCanonicalScript"/>): a tag without a script has
    /// all scripts of its language, and one with the usual script what names none.
    /// </summary>
    private static string InLocale(string locale)
    {
        var tag = LanguageTag.Parse(locale) ?? throw new FormatException("The locale of an audience cannot be read.");
        return tag switch
        {
            { Script: null, Region: null } => Within(tag.ToString()),
            { Script: null } => $"({Within(tag.ToString())} OR d.locale LIKE {Text($"{tag.With("____")}%")})",
            { Script: { } script } when tag.WritesScript(script) => Within(tag.ToString()),
            { Region: null } => $"({Within(tag.ToString())} OR ({Within(tag.With(null))} AND NOT {NamesScript(tag.Language)}))",
            _ => $"({Within(tag.ToString())} OR {Within(tag.With(null))})",
        };
    }

    /// <summary>The tag itself, or the tag and a hyphen; a full stop follows the hyphen in the order of both engines.</summary>
    private static string Within(string tag) => $"(d.locale = {Text(tag)} OR (d.locale >= {Text(tag + "-")} AND d.locale < {Text(tag + ".")}))";

    /// <summary>Four letters, of which the first is a capital; a variant of four begins with a digit.</summary>
    private static string NamesScript(string language) =>
        $"(d.locale >= {Text(language + "-A")} AND d.locale < {Text(language + "-[")}"
        + $" AND (d.locale LIKE {Text(language + "-____")} OR d.locale LIKE {Text(language + "-____-%")}))";

    /// <summary>A literal, because statements have 2,100 parameters at most; tags consist of letters, digits and hyphens.</summary>
    private static string Text(string tag) => $"'{tag}'";

    private long Before(int days) => at - (long)TimeSpan.FromDays(days).TotalMilliseconds;

    private string Each(IEnumerable<string> values) => string.Join(", ", values.Select(Value));

    private string Value(object value)
    {
        var name = $"audience{parameters.Count}";
        parameters.Add(name, value);
        return "@" + name;
    }

    private static string Allows(PushCategory category) => $"d.{category.Column()} = 1";

    private static string Join(string with, IEnumerable<string> conditions) => $"({string.Join(with, conditions)})";
}
