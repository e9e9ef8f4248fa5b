using System.Text.Json;
using Mobile.Features.Devices;
using Mobile.Features.Pipeline.Apps;

namespace Mobile.Features.Campaigns.Audiences;

/// <summary>Reads what a single rule asks for.</summary>
/// <param name="wrong">Takes the path and the message of what cannot be read.</param>
internal sealed class RuleValues(Action<string, string> wrong)
{
    private const int MaxDays = 365;
    private const int MaxUsers = 1_000;
    private const int MaxUserId = 32;
    private const int MaxLocales = 200;

    private static readonly Dictionary<string, PushPlatform> PlatformNames = Enum.GetValues<PushPlatform>().ToDictionary(PushPlatforms.Name, StringComparer.Ordinal);
    private static readonly Dictionary<string, PushCategory> CategoryNames = Enum.GetValues<PushCategory>().ToDictionary(PushCategories.Name, StringComparer.Ordinal);
    private static readonly string PlatformForm = $"Name platforms: {string.Join(", ", PlatformNames.Keys)}.";
    private static readonly string CategoryForm = $"Name a category: {string.Join(", ", CategoryNames.Keys)}.";

    private int users;
    private int locales;

    public AudienceRule? Platforms(JsonElement value, string path)
    {
        var read = List(value, path, text => PlatformNames.TryGetValue(text, out var platform) ? platform : (PushPlatform?)null, PlatformForm);
        return read is null ? null : new AudienceRule.OnPlatform(read);
    }

    public AudienceRule? Category(JsonElement value, string path) => Text(value) is { } text && CategoryNames.TryGetValue(text, out var category)
        ? new AudienceRule.OptedIn(category)
        : Wrong(path, CategoryForm);

    public AudienceRule? AppVersions(JsonElement value, string path)
    {
        if (value.ValueKind is not JsonValueKind.Object || !value.EnumerateObject().Any()
            || value.EnumerateObject().Any(member => member.Name is not ("from" or "below")))
        {
            return Wrong(path, "Give from, below or both.");
        }

        foreach (var member in value.EnumerateObject().Where(member => AppVersion.ParseOrNull(Text(member.Value)) is null))
        {
            return Wrong($"{path}.{member.Name}", AppVersion.Form);
        }

        var (from, below) = (Bound("from"), Bound("below"));
        return from >= below ? Wrong(path, "Let from be older than below.") : new AudienceRule.AppVersionRange(from, below);

        AppVersion? Bound(string name) => value.TryGetProperty(name, out var text) ? AppVersion.ParseOrNull(text.GetString()) : null;
    }

    public AudienceRule? Locales(JsonElement value, string path)
    {
        var read = List(value, path, text => LanguageTag.Parse(text)?.ToString(), LanguageTag.Form);
        return (locales += read?.Count ?? 0) > MaxLocales ? Wrong(path, $"Give at most {MaxLocales} locales in all.")
            : read is null ? null
            : new AudienceRule.InLocale(read);
    }

    public AudienceRule? Users(JsonElement value, string path)
    {
        var read = List(value, path, text => text.Length is > 0 and <= MaxUserId && !text.Any(char.IsControl) ? text : null, "Give ids of users.");
        return (users += read?.Count ?? 0) > MaxUsers ? Wrong(path, $"Give at most {MaxUsers} users in all.")
            : read is null ? null
            : new AudienceRule.OfUsers(read);
    }

    public int? Days(JsonElement value, string path)
    {
        if (value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var days) && days is >= 1 and <= MaxDays)
        {
            return days;
        }

        Wrong(path, $"Give a whole number from 1 to {MaxDays}.");
        return null;
    }

    /// <summary>At least one value, each once; null after saying what is wrong.</summary>
    private List<T>? List<T>(JsonElement value, string path, Func<string, T?> parse, string form)
        where T : class => ListOf(value, path, text => parse(text) is { } read ? (true, read) : default, form);

    private List<T>? List<T>(JsonElement value, string path, Func<string, T?> parse, string form)
        where T : struct => ListOf(value, path, text => parse(text) is { } read ? (true, read) : default, form);

    private List<T>? ListOf<T>(JsonElement value, string path, Func<string, (bool Read, T Value)> parse, string form)
    {
        if (value.ValueKind is not JsonValueKind.Array || value.GetArrayLength() == 0)
        {
            wrong(path, $"Give a list of at least one. {form}");
            return null;
        }

        var list = new List<T>();
        var complete = true;
        var i = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (Text(item) is { } text && parse(text) is (true, var read))
            {
                list.Add(read);
            }
            else
            {
                wrong($"{path}[{i}]", form);
                complete = false;
            }

            i++;
        }

        return complete ? [.. list.Distinct()] : null;
    }

    private AudienceRule? Wrong(string path, string message)
    {
        wrong(path, message);
        return null;
    }

    private static string? Text(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
