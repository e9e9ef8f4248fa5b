using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Mobile.Features.Pipeline;
using Mobile.Features.SampleData;

namespace Mobile.Api.DevIdentity;

/// <summary>
/// Signs the development provider's id tokens, and is at the same time the API's knowledge of it: inside one process there is
/// nothing to discover over HTTP.
/// </summary>
internal sealed class DevIdentityProvider : IConfigurationManager<OpenIdConnectConfiguration>
{
    public const string Path = "/dev-identity";
    public const string KeyId = "dev-identity.1";

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly JsonWebTokenHandler handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly Lazy<RsaSecurityKey> key;
    private readonly TimeProvider clock;

    public DevIdentityProvider(SigningKeys keys, TimeProvider clock, IHostEnvironment environment)
    {
        RefuseOutsideDevelopment(environment);
        key = new(() => Load(keys[KeyId]));
        this.clock = clock;
    }

    public static void RefuseOutsideDevelopment(IHostEnvironment environment)
    {
        if (!environment.IsDevelopment())
        {
            throw new InvalidOperationException("The development identity provider signs anybody in; it exists in Development only.");
        }
    }

    public JsonWebKey PublicKey
    {
        get
        {
            var jwk = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(key.Value.Rsa.ExportParameters(includePrivateParameters: false)));
            jwk.Kid = KeyId;
            jwk.Use = "sig";
            jwk.Alg = SecurityAlgorithms.RsaSha256;
            return jwk;
        }
    }

    public string SignIdToken(string issuer, SampleUser user, string clientId, string? nonce)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        List<Claim> claims = [new("sub", user.Subject), new("name", user.Name), new("email", user.Email)];
        claims.AddRange(user.Roles.Select(role => new Claim("roles", role)));
        if (nonce is not null)
        {
            claims.Add(new("nonce", nonce));
        }

        return handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = clientId,
            IssuedAt = now,
            Expires = now + Lifetime,
            Subject = new ClaimsIdentity(claims),
            SigningCredentials = new SigningCredentials(key.Value, SecurityAlgorithms.RsaSha256),
        });
    }

    public Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel) => Task.FromResult(new OpenIdConnectConfiguration
    {
        Issuer = SampleUser.Issuer,
        AuthorizationEndpoint = Path + "/authorize",
        TokenEndpoint = Path + "/token",
        SigningKeys = { key.Value },
    });

    public void RequestRefresh()
    {
        // There is one key, and it is known.
    }

    /// <summary>The signature proves that the token is ours; its issuer is this provider under any of the host's names.</summary>
    public static string ValidateIssuer(string issuer, SecurityToken token, TokenValidationParameters parameters) =>
        issuer.EndsWith(Path, StringComparison.Ordinal)
            ? SampleUser.Issuer
            : throw new SecurityTokenInvalidIssuerException("The token is not the development provider's.");

    private static RsaSecurityKey Load(byte[] material)
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(material, out _);
        return new RsaSecurityKey(rsa) { KeyId = KeyId };
    }
}
