namespace Mobile.Features.Devices;

/// <summary>Reads a language tag (BCP 47) as phones write it, and writes it in one canonical form: language, script, region, variants.</summary>
/// <remarks>
/// Beside BCP 47 it reads Java's and POSIX' spellings: <c>zh_CN_#Hans</c>, <c>en_GB.UTF-8</c>, <c>en-US@calendar=buddhist</c>. Extensions
/// (<c>-u-…</c>) tell of calendars and units and are cut. Codes of languages and regions that were replaced become the new ones (RFC 5646
/// §4.5): iw is he, in is id, and as CLDR has it no is nb and tl is fil.
/// </remarks>
public sealed record LanguageTag
{
    /// <summary>The language of a device that names none that can be read (RFC 5646 §4.1: undetermined).</summary>
    public const string Unknown = "und";

    public const int MaxLength = 35;
    public const string Form = "Send a language tag: de, de-CH or zh-Hant-TW.";

    private LanguageTag(string language, string? script, string? region, IReadOnlyList<string> variants) =>
        (Language, Script, Region, Variants) = (language, script, region, variants);

    public string Language { get; }

    /// <summary>As it was written; null where it follows from language and region.</summary>
    public string? Script { get; private init; }

    public string? Region { get; }

    public IReadOnlyList<string> Variants { get; }

    /// <summary>Null for what is no tag.</summary>
    public static LanguageTag? Parse(string text)
    {
        // What POSIX adds: .UTF-8, @calendar=buddhist.
        var tag = text.Trim().Split('.', '@')[0];
        var (isJava, subtags) = (tag.Contains("_#", StringComparison.Ordinal), tag.Replace("_#", "_", StringComparison.Ordinal).Split('-', '_'));
        if (subtags[0].Length is not (2 or 3) || !subtags[0].All(char.IsAsciiLetter) || !subtags.All(IsWellFormed))
        {
            return null;
        }

        var (language, script, region, variants) = (Lower(subtags[0]), (string?)null, (string?)null, new List<string>());
        for (var i = 1; i < subtags.Length && subtags[i].Length != 1; i++)
        {
            var subtag = subtags[i];
            switch (subtag.Length)
            {
                case 4 when subtag.All(char.IsAsciiLetter) && script is null:
                    script = char.ToUpperInvariant(subtag[0]) + Lower(subtag[1..]);
                    break;
                case 2 when subtag.All(char.IsAsciiLetter):
                case 3 when subtag.All(char.IsAsciiDigit):
                    // Java repeats the region of some old locales (ja_JP_JP), and has Nynorsk as no_NO_NY.
                    language = region is not null && Lower(subtag) == "ny" && language == "no" ? "nn" : language;
                    region ??= subtag.ToUpperInvariant();
                    break;
                case 3 when i == 1 && subtag.All(char.IsAsciiLetter):
                    // A language that extends another (zh-yue) is one of its own (RFC 5646 §4.5).
                    language = Lower(subtag);
                    break;
                case 4 when char.IsAsciiDigit(subtag[0]):
                case >= 5:
                    variants.Add(Lower(subtag));
                    break;
                case 0 when isJava:
                    break;
                default:
                    return null;
            }
        }

        if (LanguageData.Replaced.TryGetValue(language, out var replacement))
        {
            (language, script) = (replacement.Language, script ?? replacement.Script);
        }

        return new(language, script, region is null ? null : LanguageData.ReplacedRegions.GetValueOrDefault(region, region), variants);
    }

    /// <summary>The form in which a device's language is stored; null for what is no tag.</summary>
    public static string? Canonicalize(string text) => Parse(text)?.WithCanonicalScript().ToString();

    /// <summary>
    /// Writes the script where the language has several (zh-TW is zh-Hant-TW, sr-RS is sr-Cyrl-RS), and where it is not the usual one (hi-Latn);
    /// leaves it out elsewhere (en-Latn-US is en-US).
    /// </summary>
    public LanguageTag WithCanonicalScript()
    {
        var script = Script ?? LanguageData.ScriptOf(Language, Region);
        return this with { Script = script is null || !WritesScript(script) ? null : script };
    }

    /// <summary>Whether the canonical form names the script.</summary>
    public bool WritesScript(string script) =>
        LanguageData.HasSeveralScripts(Language) || script != LanguageData.ScriptOf(Language, region: null) || script != LanguageData.ScriptOf(Language, Region);

    /// <summary>In the case that RFC 5646 §2.1.1 recommends; without the last variants where it would be too long.</summary>
    public override string ToString() => With(Script);

    /// <summary>The tag with another script, or with none.</summary>
    public string With(string? script)
    {
        var tag = Language + (script is null ? "" : "-" + script) + (Region is null ? "" : "-" + Region);
        foreach (var variant in Variants)
        {
            if (tag.Length + 1 + variant.Length > MaxLength)
            {
                break;
            }

            tag += "-" + variant;
        }

        return tag;
    }

    private static bool IsWellFormed(string subtag) => subtag.Length <= 8 && subtag.All(char.IsAsciiLetterOrDigit);

    private static string Lower(string text) => text.ToLowerInvariant();
}
