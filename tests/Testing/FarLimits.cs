namespace Mobile.Testing;

/// <summary>Tests ask as a few users what many would: the limits are there, and far away.</summary>
public static class FarLimits
{
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Limits:Reads"] = "1000000",
        ["Limits:Writes"] = "1000000",
        ["Limits:Tokens"] = "1000000",
        ["Limits:Batch"] = "1000000",
        ["Limits:Admin"] = "1000000",
        ["Limits:Concurrent"] = "1000000",
        ["Limits:ShedAfterMilliseconds"] = "5000",
    };
}
