namespace Mobile.Features.Devices;

/// <summary>A language tag (BCP 47) as devices send it.</summary>
public static class LocaleName
{
    public const string Pattern = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$";
    public const string Form = "Send a language tag: de, de-CH or zh-Hant-TW.";
    public const int MaxLength = 35;

    /// <summary>In the case that RFC 5646 §2.1.1 recommends, so that equal tags are equal texts: scripts as Hant, regions as TW, all else small.</summary>
    public static string Normalize(string tag)
    {
        var subtags = tag.ToLowerInvariant().Split('-');
        for (var i = 1; i < subtags.Length && subtags[i].Length > 1; i++)
        {
            subtags[i] = subtags[i].Length switch
            {
                2 => subtags[i].ToUpperInvariant(),
                4 when !char.IsAsciiDigit(subtags[i][0]) => char.ToUpperInvariant(subtags[i][0]) + subtags[i][1..],
                _ => subtags[i],
            };
        }

        return string.Join('-', subtags);
    }
}
