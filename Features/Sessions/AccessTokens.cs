using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Sessions;

/// <summary>Our own access tokens: JWTs of 10 minutes, signed with ES256, which any service verifies by <c>/.well-known/jwks.json</c>.</summary>
public sealed class AccessTokens(SigningKeys keys, TimeProvider clock)
{
    public const string KeyId = "access-token.1";
    public const string Issuer = "mobile";
    public const string Audience = "mobile-api";

    /// <summary>Names the pair of tokens, within its session, that the access token came with.</summary>
    private const string GenerationClaim = "gen";

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>How far the clocks of nodes may be apart.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    private readonly JsonWebTokenHandler handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly Lazy<ECDsaSecurityKey> key = new(() => Load(keys[KeyId]));

    /// <param name="generation">That of the refresh token which is issued with it.</param>
    public string Issue(string userId, string sessionId, int generation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = now,
            Expires = now + Lifetime,
            Subject = new ClaimsIdentity(
            [
                new(Caller.UserIdClaim, userId),
                new(Caller.SessionIdClaim, sessionId),
                new(GenerationClaim, generation.ToString(CultureInfo.InvariantCulture), ClaimValueTypes.Integer32),
            ]),
            SigningCredentials = new SigningCredentials(key.Value, SecurityAlgorithms.EcdsaSha256),
        });
    }

    /// <summary>Reads which pair of its session a verified token came with; 0 for a token of an earlier build, which did not say.</summary>
    public static long GenerationOf(ClaimsIdentity token)
    {
        var claim = token.FindFirst(GenerationClaim)?.Value;
        return long.TryParse(claim, NumberStyles.None, CultureInfo.InvariantCulture, out var generation) ? generation : 0;
    }

    /// <summary>What a token of ours must satisfy.</summary>
    public TokenValidationParameters ValidationParameters() => new()
    {
        ValidIssuer = Issuer,
        ValidAudience = Audience,
        IssuerSigningKey = key.Value,
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
        LifetimeValidator = (_, expires, _, _) => IsAlive(expires),
    };

    /// <summary>Whether a token is good now. One that ends later than a lifetime from now was made by a clock that was ahead, and is not.</summary>
    public static bool IsCurrent(DateTime expires, DateTime now) => now < expires && expires - now <= Lifetime + ClockSkew;

    /// <summary>The public keys (RFC 7517).</summary>
    public object PublicKeys()
    {
        var point = key.Value.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return new
        {
            keys = new[]
            {
                new
                {
                    kty = "EC",
                    crv = "P-256",
                    use = "sig",
                    alg = SecurityAlgorithms.EcdsaSha256,
                    kid = KeyId,
                    x = Base64UrlEncoder.Encode(point.X),
                    y = Base64UrlEncoder.Encode(point.Y),
                },
            },
        };
    }

    private bool IsAlive(DateTime? expires) => expires is { } end && IsCurrent(end, clock.GetUtcNow().UtcDateTime)
        ? true
        : throw new SecurityTokenExpiredException("The token has expired.");

    private static ECDsaSecurityKey Load(byte[] material)
    {
        var curve = ECDsa.Create();
        curve.ImportPkcs8PrivateKey(material, out _);
        return new ECDsaSecurityKey(curve) { KeyId = KeyId };
    }
}
