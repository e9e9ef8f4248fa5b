using System.Security.Cryptography;
using System.Text;

namespace Mobile.Features.Pipeline;

/// <summary>Names a member of staff by what outlives their account: a keyed hash of issuer and subject, which leads to no name.</summary>
/// <remarks>Whoever deletes the account and signs in again has another user id; the identity provider calls them the same.</remarks>
public sealed class StaffIdentity(SigningKeys keys)
{
    public const string KeyId = "staff-identity-1";

    /// <returns>64 lower-case hex digits: the HMAC-SHA256 of the length of the issuer, the issuer and the subject.</returns>
    public string PersonKeyOf(string issuer, string subject) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(keys[KeyId], Encoding.UTF8.GetBytes($"{issuer.Length}:{issuer}{subject}")));
}
