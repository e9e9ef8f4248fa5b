using System.Globalization;
using System.Text.Json.Nodes;
using Mobile.Features.Campaigns.Audiences;
using Mobile.Features.Devices;

namespace Mobile.Admin.Components.Pages.Campaigns;

/// <summary>A rule of an audience as it stands in a form, where it may be half written.</summary>
/// <param name="Kind">The name of its member in the JSON.</param>
/// <param name="Texts">What was typed or chosen; of app versions first the oldest, then the one that is too new.</param>
/// <param name="Rules">Of a group.</param>
public sealed record AudienceNode(string Kind, IReadOnlyList<string> Texts, IReadOnlyList<AudienceNode> Rules)
{
    public const string All = "all";
    public const string Any = "any";
    public const string Platform = "platform";
    public const string AppVersion = "appVersion";
    public const string Locale = "locale";
    public const string OptedIn = "optedIn";
    public const string ActiveWithin = "activeWithinDays";
    public const string InactiveFor = "inactiveForDays";
    public const string Users = "users";

    private static readonly char[] Separators = [' ', ',', ';', '\n', '\r', '\t'];

    /// <summary>A group without rules.</summary>
    public static AudienceNode Everybody { get; } = Group(All, []);

    public bool IsGroup => Kind is All or Any;

    /// <summary>What was typed into the only field; null where nothing was.</summary>
    public string? Text => Texts.ElementAtOrDefault(0);

    public static AudienceNode Group(string kind, IReadOnlyList<AudienceNode> rules) => new(kind, [], rules);

    public static AudienceNode Leaf(string kind, params IReadOnlyList<string> texts) => new(kind, texts, []);

    /// <summary>An audience that can be read, as it was stored.</summary>
    public static AudienceNode Of(AudienceRule rule) => rule switch
    {
        AudienceRule.All(var rules) => Group(All, [.. rules.Select(Of)]),
        AudienceRule.Any(var rules) => Group(Any, [.. rules.Select(Of)]),
        AudienceRule.OnPlatform(var platforms) => Leaf(Platform, [.. platforms.Select(platform => platform.Name())]),
        AudienceRule.AppVersionRange(var from, var below) => Leaf(AppVersion, from?.ToString() ?? "", below?.ToString() ?? ""),
        AudienceRule.InLocale(var locales) => Leaf(Locale, string.Join(", ", locales)),
        AudienceRule.OptedIn(var category) => Leaf(OptedIn, category.Name()),
        AudienceRule.ActiveWithin(var days) => Leaf(ActiveWithin, days.ToString(CultureInfo.InvariantCulture)),
        AudienceRule.InactiveFor(var days) => Leaf(InactiveFor, days.ToString(CultureInfo.InvariantCulture)),
        AudienceRule.OfUsers(var ids) => Leaf(Users, string.Join('\n', ids)),
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    /// <summary>For <see cref="AudienceReader"/>, which says what is missing or wrong.</summary>
    public JsonNode ToJson() => new JsonObject
    {
        [Kind] = Kind switch
        {
            All or Any => new JsonArray([.. Rules.Select(rule => rule.ToJson())]),
            Platform => List(Texts),
            AppVersion => Range(Texts.ElementAtOrDefault(0), Texts.ElementAtOrDefault(1)),
            Locale or Users => List(Text?.Split(Separators, StringSplitOptions.RemoveEmptyEntries) ?? []),
            ActiveWithin or InactiveFor when int.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var days) => days,
            _ => Text,
        },
    };

    private static JsonArray List(IReadOnlyList<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    private static JsonObject Range(string? from, string? below) => new(
        new[] { KeyValuePair.Create(nameof(from), from), KeyValuePair.Create(nameof(below), below) }
            .Where(limit => !string.IsNullOrEmpty(limit.Value))
            .Select(limit => KeyValuePair.Create(limit.Key, (JsonNode?)limit.Value)));
}
