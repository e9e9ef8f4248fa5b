using System.Security.Cryptography;
using Mobile.Features.Data;

namespace Mobile.Features.Pipeline;

/// <summary>A key that a part of the product needs: made once by whichever node starts first, then shared by all.</summary>
/// <param name="Id">Stable; a new generation of a key gets a new id.</param>
/// <param name="Algorithm">ES256, RS256 or HS256 (RFC 7518 §3.1).</param>
public sealed record SigningKeyNeeded(string Id, string Algorithm);

/// <summary>The keys of the product, kept in its database: they survive a restart and are the same on every node.</summary>
public sealed class SigningKeys(Database database, IEnumerable<SigningKeyNeeded> needed, TimeProvider clock)
{
    private readonly Dictionary<string, byte[]> loaded = new(StringComparer.Ordinal);

    /// <summary>PKCS #8 for ES256 and RS256; 32 random bytes for HS256.</summary>
    public byte[] this[string id] => loaded[id];

    internal async Task LoadAsync(CancellationToken stop)
    {
        foreach (var key in needed)
        {
            loaded[key.Id] = await database.FindOrAddAsync<byte[]>(
                Sql.Find,
                new { key.Id },
                Sql.Insert,
                () => new { key.Id, key.Algorithm, Material = Generate(key.Algorithm), CreatedAt = clock.UnixMilliseconds() },
                stop);
        }
    }

    private static byte[] Generate(string algorithm)
    {
        switch (algorithm)
        {
            case "ES256":
                using (var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256))
                {
                    return curve.ExportPkcs8PrivateKey();
                }

            case "RS256":
                using (var rsa = RSA.Create(2048))
                {
                    return rsa.ExportPkcs8PrivateKey();
                }

            default:
                return RandomNumberGenerator.GetBytes(32);
        }
    }

    private static class Sql
    {
        public const string Find = "SELECT material FROM signing_keys WHERE id = @Id";

        public const string Insert = """
            INSERT INTO signing_keys (id, algorithm, material, created_at) VALUES (@Id, @Algorithm, @Material, @CreatedAt)
            """;
    }
}
