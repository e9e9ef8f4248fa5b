using System.Text.Json;

namespace Mobile.Features.Campaigns.Audiences;

/// <summary>
/// Reads an audience from its JSON, strictly: what is not understood is an error at its path (<c>audience.all[1].platform</c>), and never
/// a rule that everybody meets.
/// </summary>
public sealed class AudienceReader
{
    public const int MaxDepth = 5;
    public const int MaxRules = 50;

    private const int MaxLength = 100_000;
    private const string Root = "audience";
    private const string Form = "Give an object with one member: all, any, platform, appVersion, locale, optedIn, activeWithinDays, inactiveForDays or users.";

    private readonly SortedDictionary<string, string[]> errors = new(StringComparer.Ordinal);
    private readonly RuleValues values;
    private int rules;

    private AudienceReader() => values = new((path, message) => errors.TryAdd(path, [message]));

    /// <summary>The audience; or null, and what is wrong by the JSON path of the member.</summary>
    public static (AudienceRule? Audience, IReadOnlyDictionary<string, string[]> Errors) Read(string json)
    {
        var reader = new AudienceReader();
        var audience = reader.ReadText(json);
        return (reader.errors.Count == 0 ? audience : null, reader.errors);
    }

    /// <summary>An audience that was read before it was stored.</summary>
    /// <exception cref="FormatException">It was stored by somebody else.</exception>
    internal static AudienceRule ReadStored(string json) =>
        Read(json) is { Audience: { } audience } ? audience : throw new FormatException("The stored audience cannot be read.");

    private AudienceRule? ReadText(string json)
    {
        if (json.Length > MaxLength)
        {
            return Wrong(Root, $"Describe the audience in at most {MaxLength} characters.");
        }

        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return ReadRule(document.RootElement, Root, depth: 1);
        }
        catch (JsonException unreadable)
        {
            return Wrong(Root, $"Write JSON, with each member once; line {unreadable.LineNumber.GetValueOrDefault() + 1} cannot be read.");
        }
    }

    private AudienceRule? ReadRule(JsonElement rule, string path, int depth)
    {
        if (depth > MaxDepth)
        {
            return Wrong(path, $"Nest rules at most {MaxDepth} deep.");
        }

        if (++rules > MaxRules)
        {
            return Wrong(path, $"Give at most {MaxRules} rules.");
        }

        if (rule.ValueKind is not JsonValueKind.Object || rule.EnumerateObject().ToList() is not [var member])
        {
            return Wrong(path, Form);
        }

        var (value, at) = (member.Value, $"{path}.{member.Name}");
        return member.Name switch
        {
            "all" => ReadRules(value, at, depth) is { } all ? new AudienceRule.All(all) : null,
            "any" => ReadAny(value, at, depth),
            "platform" => values.Platforms(value, at),
            "appVersion" => values.AppVersions(value, at),
            "locale" => values.Locales(value, at),
            "optedIn" => values.Category(value, at),
            "activeWithinDays" => values.Days(value, at) is { } days ? new AudienceRule.ActiveWithin(days) : null,
            "inactiveForDays" => values.Days(value, at) is { } days ? new AudienceRule.InactiveFor(days) : null,
            "users" => values.Users(value, at),
            _ => Wrong(path, Form),
        };
    }

    private AudienceRule? ReadAny(JsonElement value, string path, int depth) =>
        value.ValueKind is JsonValueKind.Array && value.GetArrayLength() == 0 ? Wrong(path, "Give at least one rule; everybody is {\"all\": []}.")
        : ReadRules(value, path, depth) is { } any ? new AudienceRule.Any(any)
        : null;

    private List<AudienceRule>? ReadRules(JsonElement value, string path, int depth)
    {
        if (value.ValueKind is not JsonValueKind.Array)
        {
            Wrong(path, "Give a list of rules.");
            return null;
        }

        return [.. value.EnumerateArray().Select((rule, i) => ReadRule(rule, $"{path}[{i}]", depth + 1)).OfType<AudienceRule>()];
    }

    private AudienceRule? Wrong(string path, string message)
    {
        errors.TryAdd(path, [message]);
        return null;
    }
}
