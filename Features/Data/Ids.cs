using System.Text.RegularExpressions;

namespace Mobile.Features.Data;

/// <summary>Ids are UUIDs of version 7 (RFC 9562 §5.7) as 32 lower-case hex digits: they sort by time, identically in both engines.</summary>
public static partial class Ids
{
    public const string Form = "Send a UUID of version 7 as 32 lower-case hex digits.";

    /// <summary>As ECMA-262 reads it, whose <c>$</c> is the end: for the contract, and for attributes, which take whole matches only.</summary>
    public const string Pattern = Start + "$";

    private const string Start = "^[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}";

    public static string New(TimeProvider clock) => Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");

    public static bool IsValid(string id) => Text().IsMatch(id);

    [GeneratedRegex(Start + @"\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Text();
}
