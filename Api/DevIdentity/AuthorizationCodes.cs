using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Mobile.Features.SampleData;

namespace Mobile.Api.DevIdentity;

/// <summary>What a code was issued for.</summary>
/// <param name="Challenge">The S256 challenge (RFC 7636 §4.2).</param>
internal sealed record Grant(SampleUser User, string ClientId, string RedirectUri, string Challenge, string? Nonce, DateTimeOffset Expires)
{
    public bool Proves(string verifier) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(Challenge),
        Encoding.ASCII.GetBytes(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))));
}

/// <summary>Codes of one minute and one use, in memory: a restart of the development provider costs a click.</summary>
internal sealed class AuthorizationCodes(TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Grant> open = new(StringComparer.Ordinal);

    public string Issue(SampleUser user, string clientId, string redirectUri, string challenge, string? nonce)
    {
        var now = clock.GetUtcNow();
        foreach (var (stale, _) in open.Where(entry => !IsCurrent(entry.Value, now)))
        {
            open.TryRemove(stale, out _);
        }

        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        open[code] = new(user, clientId, redirectUri, challenge, nonce, now + Lifetime);
        return code;
    }

    /// <summary>Takes the code away, whether or not the rest of the request is right: a code is presented once.</summary>
    public Grant? Redeem(string code) => open.TryRemove(code, out var grant) && IsCurrent(grant, clock.GetUtcNow()) ? grant : null;

    /// <summary>
    /// Tells whether the code is good. One that ends later than two lifetimes from now was made by a clock that was ahead; one lifetime would
    /// take a code that another request makes at this moment for such a one.
    /// </summary>
    private static bool IsCurrent(Grant grant, DateTimeOffset now) => grant.Expires >= now && grant.Expires <= now + (2 * Lifetime);
}
