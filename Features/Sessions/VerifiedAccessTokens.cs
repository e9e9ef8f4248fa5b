using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Sessions;

/// <summary>
/// Verifies a signature once per token instead of once per request (64 µs against 1), and refuses the tokens of sessions that are known to
/// have ended.
/// </summary>
/// <param name="uses">Told of each token once, when it is verified: whoever sends it has received the pair that it came with.</param>
public sealed class VerifiedAccessTokens(TokenUses uses, Revocations revocations, TimeProvider clock) : TokenHandler
{
    private const int MaxTokens = 20_000;

    private readonly JsonWebTokenHandler verifier = new() { MapInboundClaims = false };
    private readonly ConcurrentDictionary<UInt128, TokenValidationResult> verified = new();
    private DateTime nextSweep;

    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        var hash = Hash(token);
        var now = clock.GetUtcNow().UtcDateTime;
        if (!verified.TryGetValue(hash, out var result) || !AccessTokens.IsCurrent(result.SecurityToken.ValidTo, now))
        {
            result = await verifier.ValidateTokenAsync(token, validationParameters);
            if (!result.IsValid)
            {
                return result;
            }

            uses.Add(SessionOf(result), AccessTokens.GenerationOf(result.ClaimsIdentity));
            MakeRoom(now);
            verified[hash] = result;
        }

        return revocations.HasSession(SessionOf(result))
            ? new TokenValidationResult { IsValid = false, Exception = new SecurityTokenValidationException("The session was revoked.") }
            : result;
    }

    /// <summary>Verifies a token that is not used for a request: it is neither remembered nor noted.</summary>
    public Task<TokenValidationResult> InspectAsync(string token, TokenValidationParameters validationParameters) =>
        verifier.ValidateTokenAsync(token, validationParameters);

    public override Task<TokenValidationResult> ValidateTokenAsync(SecurityToken token, TokenValidationParameters validationParameters) =>
        verifier.ValidateTokenAsync(token, validationParameters);

    /// <summary>Forgets what has expired, once in a token's lifetime or when there is no room; then all, which costs a signature each.</summary>
    private void MakeRoom(DateTime now)
    {
        if (now < nextSweep && verified.Count < MaxTokens)
        {
            return;
        }

        nextSweep = now + AccessTokens.Lifetime;
        foreach (var (hash, _) in verified.Where(entry => entry.Value.SecurityToken.ValidTo <= now))
        {
            verified.TryRemove(hash, out _);
        }

        if (verified.Count >= MaxTokens)
        {
            verified.Clear();
        }
    }

    private static string SessionOf(TokenValidationResult result) => result.ClaimsIdentity.FindFirst(Caller.SessionIdClaim)?.Value ?? "";

    private static UInt128 Hash(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
