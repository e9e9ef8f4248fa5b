using Mobile.Features.Devices;

namespace Mobile.Features.Campaigns.Audiences;

/// <summary>An audience as a condition on the rows <c>d</c> of <c>devices</c>, of which the index <c>devices_audience</c> knows every column.</summary>
/// <remarks>
/// Only that index may serve it: one that has a single column of the condition leads to as many rows one by one, and takes ten times as long.
/// Hence + 0 and COALESCE, which keep the others out.
/// </remarks>
internal sealed class AudienceSql
{
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
            .. from is { } first ? [$"d.app_version_order >= {Value(first.SortKey)}"] : Array.Empty<string>(),
            .. below is { } end ? [$"d.app_version_order < {Value(end.SortKey)}"] : Array.Empty<string>()]),
        AudienceRule.InLocale(var locales) => Join(" OR ", locales.Select(InLocale)),
        AudienceRule.OptedIn(var category) => Allows(category),
        AudienceRule.ActiveWithin(var days) => $"d.last_seen_at + 0 >= {Value(Before(days))}",
        AudienceRule.InactiveFor(var days) => $"d.last_seen_at + 0 < {Value(Before(days))}",
        AudienceRule.OfUsers(var ids) => $"d.user_id IN ({Each(ids)})",
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    /// <summary>The tag itself, or the tag and a hyphen; a full stop follows the hyphen in the order of both engines.</summary>
    private string InLocale(string locale) => $"(d.locale = {Value(locale)} OR (d.locale >= {Value(locale + "-")} AND d.locale < {Value(locale + ".")}))";

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
