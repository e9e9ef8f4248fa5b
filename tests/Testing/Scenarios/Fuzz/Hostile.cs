using System.Text.Json.Nodes;

namespace Mobile.Testing.Scenarios.Fuzz;

/// <summary>What attackers and broken clients send.</summary>
internal static class Hostile
{
    private static readonly string[] Texts =
    [
        "", " ", "'", "\"", "' OR '1'='1", "'; DROP TABLE orders; --", "\0", "a\0b", "\u0001", "\t\r\n", "\u202Eevil", "\uFEFF", "😀", "\uD83D", "ÄÖÜ", "İ", "ß", "..", "../../etc/passwd", "..%2f..%2f", "%00", "%",
        "%zz", "<script>alert(1)</script>", "{{7*7}}", "${jndi:ldap://127.0.0.1/a}", "null", "undefined", "true", "NaN", "Infinity", "-0", "-1", "0", "1e309", "9223372036854775807", "9223372036854775808", "1.5", "0x10",
        "2026-02-30T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "10000-01-01", "00000000000000000000000000000000", "0197f0a05c1e7b3a9f000c8f6f7a1d42", "0197F0A05C1E7B3A9F000C8F6F7A1D42", "*", "\"1\"",
        "W/\"1\"", "\"1\", \"2\"", "__proto__", "constructor", "$type", ",", ",,", "id,,version", "id.", ".", "a.b.c.d.e.f.g.h", "id,id", "orders,orders", "Etc/GMT+25", "25:00", "24:60", "SELECT", "\\", "\\u0000", "\u2028",
    ];

    private static readonly Func<JsonNode?>[] Values =
    [
        () => null, () => true, () => 0, () => -1, () => long.MaxValue, () => 1.5, () => JsonNode.Parse("1e400"), () => JsonNode.Parse("12345678901234567890123"), () => new JsonArray(), () => new JsonObject(),
        () => new JsonArray(null, null), () => new JsonObject { [""] = null, ["__proto__"] = new JsonObject() }, () => Nested(40), () => Nested(20),
    ];

    public static string Text(Random random) => random.Next(12) switch
    {
        0 => new string('x', random.Next(1, 5_000)),
        1 => new string((char)random.Next(0x20, 0x3000), random.Next(1, 300)),
        _ => Texts[random.Next(Texts.Length)],
    };

    public static JsonNode? Value(Random random) => random.OneIn(2) ? Printable(Text(random)) : Values[random.Next(Values.Length)]();

    /// <summary>A document that is cut, or in which some bytes are others.</summary>
    public static byte[] Damage(byte[] body, Random random)
    {
        if (body.Length == 0 || random.OneIn(3))
        {
            return body[..random.Next(body.Length + 1)];
        }

        var damaged = (byte[])body.Clone();
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
        }

        return damaged;
    }

    /// <summary>Half of a pair of surrogates is no text that JSON can be written from.</summary>
    private static JsonNode Printable(string text) => text.Any(char.IsSurrogate) ? "\uFFFD" : text;

    private static JsonArray Nested(int depth)
    {
        var inner = new JsonArray();
        for (var i = 1; i < depth; i++)
        {
            inner = new JsonArray(inner);
        }

        return inner;
    }
}
