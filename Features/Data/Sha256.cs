using System.Security.Cryptography;
using System.Text;

namespace Mobile.Features.Data;

/// <summary>Hashes texts.</summary>
internal static class Sha256
{
    /// <summary>Computes the SHA-256 (FIPS 180-4) of the text in UTF-8.</summary>
    /// <returns>64 lower-case hex digits.</returns>
    public static string HexOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
