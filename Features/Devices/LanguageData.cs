using System.Collections.Frozen;

namespace Mobile.Features.Devices;

/// <summary>Tells what BCP 47 and CLDR know about codes of languages and regions, and in which script a language is written.</summary>
/// <remarks>
/// Replaced codes: the IANA Language Subtag Registry, and the aliases of CLDR 42 (supplementalMetadata.xml), where no and tl, which are
/// understood as nb and fil, come from. Scripts: CLDR 42 (likelySubtags.xml), for the languages that CLDR has and those of two letters.
/// Data from CLDR: © Unicode, Inc., https://www.unicode.org/license.txt.
/// </remarks>
internal static class LanguageData
{
    public static readonly FrozenDictionary<string, (string Language, string? Script)> Replaced = new Dictionary<string, (string, string?)>(StringComparer.Ordinal)
    {
        ["iw"] = ("he", null),
        ["in"] = ("id", null),
        ["ji"] = ("yi", null),
        ["jw"] = ("jv", null),
        ["mo"] = ("ro", null),
        ["no"] = ("nb", null),
        ["tl"] = ("fil", null),
        ["sh"] = ("sr", "Latn"),
        ["cmn"] = ("zh", null),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static readonly FrozenDictionary<string, string> ReplacedRegions = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["BU"] = "MM",
        ["DD"] = "DE",
        ["FX"] = "FR",
        ["TP"] = "TL",
        ["UK"] = "GB",
        ["YD"] = "YE",
        ["ZR"] = "CD",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The languages of which CLDR has locales in more than one script.</summary>
    private static readonly FrozenSet<string> SeveralScripts =
        Words("az bs ff ks pa sd shi sr uz vai yue zh").ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Usual = new (string Script, string Languages)[]
    {
        ("Arab", "ar ckb fa ks lrc mzn ps sd ug ur"),
        ("Armn", "hy"),
        ("Avst", "ae"),
        ("Beng", "as bn mni"),
        ("Cakm", "ccp"),
        ("Cans", "cr iu oj"),
        ("Cher", "chr"),
        ("Cyrl", "ab av ba be bg ce cu cv kk kv ky mk mn os ru sah sr tg tt uk"),
        ("Deva", "bgc bho brx doi hi kok mai mr ne raj sa"),
        ("Ethi", "am ti"),
        ("Geor", "ka"),
        ("Grek", "el"),
        ("Gujr", "gu"),
        ("Guru", "pa"),
        ("Hans", "zh"),
        ("Hant", "yue"),
        ("Hebr", "he yi"),
        ("Jpan", "ja"),
        ("Khmr", "km"),
        ("Knda", "kn"),
        ("Kore", "ko"),
        ("Laoo", "lo"),
        ("Latn", """
            aa af agq ak an asa ast ay az bas bem bez bi bm br bs ca ceb cgg ch co cs cy da dav de dje dsb dua dyo ebu ee en eo es et eu ewo ff fi fil
            fj fo fr fur fy ga gd gl gn gsw guz gv ha haw ho hr hsb ht hu hz ia id ig ik io is it jgo jmc jv kab kam kde kea kg kgp khq ki kj kkj kl
            kln kr ksb ksf ksh ku kw la lag lb lg li lkt ln lt lu luo luy lv mas mer mfe mg mgh mgo mh mi ms mt mua na naq nb nd ng nl nmg nn nnh nr
            nus nv ny nyn oc om pcm pl pt qu rm rn ro rof rw rwk saq sbp sc se seh ses sg sk sl sm smn sn so sq ss st su sv sw teo tk tn to tr ts twq
            ty tzm uz ve vi vo vun wa wae wo xh xog yav yo yrl za zu
            """),
        ("Mlym", "ml"),
        ("Mymr", "my"),
        ("Olck", "sat"),
        ("Orya", "or"),
        ("Sinh", "si"),
        ("Taml", "ta"),
        ("Telu", "te"),
        ("Tfng", "shi zgh"),
        ("Thaa", "dv"),
        ("Thai", "th"),
        ("Tibt", "bo dz"),
        ("Vaii", "vai"),
        ("Yiii", "ii"),
    }.SelectMany(group => Words(group.Languages).Select(language => (language, group.Script))).ToFrozenDictionary(
        pair => pair.language, pair => pair.Script, StringComparer.Ordinal);

    /// <summary>Tells where a region writes a language in another script than is usual.</summary>
    private static readonly FrozenDictionary<string, string> InRegion = new (string Language, string Script, string Regions)[]
    {
        ("az", "Arab", "IQ IR"),
        ("az", "Cyrl", "RU"),
        ("ha", "Arab", "CM SD"),
        ("kk", "Arab", "AF CN IR MN"),
        ("ku", "Arab", "LB"),
        ("ky", "Arab", "CN"),
        ("ky", "Latn", "TR"),
        ("mn", "Mong", "CN"),
        ("ms", "Arab", "CC"),
        ("pa", "Arab", "PK"),
        ("sd", "Deva", "IN"),
        ("sr", "Latn", "ME RO RU TR"),
        ("tg", "Arab", "PK"),
        ("ug", "Cyrl", "KZ MN"),
        ("uz", "Arab", "AF"),
        ("uz", "Cyrl", "CN"),
        ("yue", "Hans", "CN"),
        ("zh", "Hant", "AU BN GB GF HK ID MO PA PF PH SR TH TW US VN"),
    }.SelectMany(group => Words(group.Regions).Select(region => ($"{group.Language}-{region}", group.Script))).ToFrozenDictionary(
        pair => pair.Item1, pair => pair.Script, StringComparer.Ordinal);

    public static bool HasSeveralScripts(string language) => SeveralScripts.Contains(language);

    /// <summary>Null where that is not known.</summary>
    /// <param name="region">Null for the script that is usual everywhere.</param>
    public static string? ScriptOf(string language, string? region) =>
        region is not null && InRegion.TryGetValue($"{language}-{region}", out var there) ? there : Usual.GetValueOrDefault(language);

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
