using System.ComponentModel.DataAnnotations;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Devices;

/// <summary>Reads what a device says about itself.</summary>
/// <remarks>What cannot be read becomes unknown, with a warning, and is no reason to refuse the device.</remarks>
internal sealed class DeviceFacts
{
    /// <summary>Of each fact but the version, which never had a limit; beyond it is no fact but abuse, and refused.</summary>
    public const int MaxSent = 4000;

    public const int MaxOsVersion = 50;
    public const int MaxModel = 100;

    private static readonly ValidationAttribute PlainText = new PlainTextAttribute();

    private readonly SortedDictionary<string, string[]> warnings = new(StringComparer.Ordinal);

    public DeviceFacts(RegisterDevice.Request request)
    {
        var version = Pipeline.Apps.AppVersion.ParseOrNull(request.AppVersion);
        (AppVersion, AppVersionOrder) = (version?.ToString() ?? Device.UnknownVersion, version?.SortKey ?? "");
        Warn(
            "appVersion",
            version is null && request.AppVersion != Device.UnknownVersion,
            $"It is stored as unknown. {Pipeline.Apps.AppVersion.Form}");

        Locale = LanguageTag.Canonicalize(request.Locale) ?? LanguageTag.Unknown;
        Warn(
            "locale",
            Locale == LanguageTag.Unknown && request.Locale != LanguageTag.Unknown,
            $"It is stored as unknown. {LanguageTag.Form}");

        TimeZone = request.TimeZone is not { } zone ? TimeZoneNames.Utc : TimeZoneNames.Canonicalize(zone) ?? TimeZoneNames.Unknown;
        Warn(
            "timeZone",
            TimeZone == TimeZoneNames.Unknown && request.TimeZone != TimeZoneNames.Unknown,
            "It is stored as unknown, and local times go by UTC. Send an IANA name such as Europe/Zurich, or an offset such as GMT+05:30.");

        OsVersion = ReadText("osVersion", request.OsVersion, MaxOsVersion);
        Model = ReadText("model", request.Model, MaxModel);
    }

    public string AppVersion { get; }

    public string AppVersionOrder { get; }

    public string Locale { get; }

    public string TimeZone { get; }

    public string? OsVersion { get; }

    public string? Model { get; }

    /// <summary>Tells what was not understood, by the member of the request; null where all was.</summary>
    public IReadOnlyDictionary<string, string[]>? Warnings => warnings.Count == 0 ? null : warnings;

    private string? ReadText(string member, string? text, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (!PlainText.IsValid(text))
        {
            Warn(member, true, "It is not stored: it has control characters.");
            return null;
        }

        if (text.Length <= maxLength)
        {
            return text;
        }

        Warn(member, true, $"It is cut to {maxLength} characters.");
        return text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)];
    }

    private void Warn(string member, bool when, string text)
    {
        if (when)
        {
            warnings.Add(member, [text]);
        }
    }
}
