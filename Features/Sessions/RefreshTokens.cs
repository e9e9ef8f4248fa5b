using System.Buffers.Binary;
using System.Security.Cryptography;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Sessions;

/// <summary>An opened refresh token.</summary>
/// <param name="Generation">How often the family was rotated before this token was made.</param>
/// <param name="Secret">32 bytes that exist only in the token; the session stores their hash.</param>
public sealed record RefreshToken(string SessionId, int Generation, byte[] Secret)
{
    public byte[] Hash => SHA256.HashData(Secret);

    /// <summary>
    /// The token that follows this one. It needs the parent's secret, which nobody stores, and the rotation's nonce, which never leaves
    /// the database: so the same successor can be given again to whoever still holds the parent, and to nobody else.
    /// </summary>
    public RefreshToken Successor(byte[] nonce) => new(SessionId, Generation + 1, HMACSHA256.HashData(Secret, nonce));
}

/// <summary>
/// Refresh tokens on the wire: opaque, sealed, one family per session. A token of any generation shows which family it is of, so
/// reuse is noticed without keeping the used ones.
/// </summary>
public sealed class RefreshTokens(SealedTokens tokens)
{
    private const string Purpose = "refresh-token";
    private const int IdLength = 16;
    private const int SecretLength = 32;
    private const int Length = IdLength + sizeof(int) + SecretLength;

    /// <summary>An unused session ends after this: longer than any trip without a network for which idempotency keys are kept.</summary>
    private static readonly TimeSpan IdleLifetime = TimeSpan.FromDays(90);

    /// <returns>Unix milliseconds.</returns>
    public static long ExpiryFrom(long now) => now + (long)IdleLifetime.TotalMilliseconds;

    public static RefreshToken First(string sessionId) => new(sessionId, 0, RandomNumberGenerator.GetBytes(SecretLength));

    public string Seal(RefreshToken token)
    {
        Span<byte> payload = stackalloc byte[Length];
        Convert.FromHexString(token.SessionId, payload, out _, out _);
        BinaryPrimitives.WriteInt32BigEndian(payload[IdLength..], token.Generation);
        token.Secret.CopyTo(payload[(IdLength + sizeof(int))..]);
        return tokens.Seal(Purpose, "", payload);
    }

    public RefreshToken? Open(string token)
    {
        Span<byte> payload = stackalloc byte[Length];
        return tokens.TryOpen(Purpose, "", token, payload)
            ? new(
                Convert.ToHexStringLower(payload[..IdLength]),
                BinaryPrimitives.ReadInt32BigEndian(payload[IdLength..]),
                payload[(IdLength + sizeof(int))..].ToArray())
            : null;
    }
}
