namespace Mobile.Testing.Faults;

/// <summary>Headers that concern one connection and are not passed on (RFC 9110 §7.6.1); the length is announced anew.</summary>
internal static class Hop
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Expect", "Content-Length",
    };

    public static bool Concerns(string header) => Names.Contains(header);
}
