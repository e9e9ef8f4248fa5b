using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Mobile.Testing;

/// <summary>An OpenID Connect provider that says what the test wants it to say. Nobody signs in there: the test takes the browser's way back.</summary>
public sealed class ProviderStandIn : IAsyncDisposable
{
    public const string ClientId = "dashboard";

    private const string AppClientId = "app";

    private readonly WebApplication app;
    private readonly RsaSecurityKey key = new(RSA.Create(2048)) { KeyId = "stand-in" };

    private ProviderStandIn(WebApplication app) => this.app = app;

    public Uri Authority { get; private set; } = null!;

    /// <summary>The forms that the token endpoint got.</summary>
    public ConcurrentQueue<IReadOnlyDictionary<string, string>> Redeemed { get; } = new();

    /// <summary>What the token endpoint answers.</summary>
    public Func<IResult> Answer { get; set; } = () => Results.StatusCode(StatusCodes.Status503ServiceUnavailable);

    /// <summary>How a product is configured that trusts it.</summary>
    public Dictionary<string, string> Settings => new(StringComparer.Ordinal)
    {
        ["Auth:Authority"] = Authority.ToString(),
        ["Auth:Audience"] = AppClientId,
        ["Auth:ClientId"] = ClientId,
    };

    public static async Task<ProviderStandIn> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var provider = new ProviderStandIn(builder.Build());
        provider.Map();
        provider.app.Urls.Add("http://127.0.0.1:0");
        await provider.app.StartAsync();
        provider.Authority = new Uri(provider.app.Urls.Single() + "/tenant");
        return provider;
    }

    /// <summary>An answer of the token endpoint with an id token.</summary>
    /// <param name="change">What is different about it.</param>
    public IResult IdToken(string nonce, Action<Dictionary<string, object>>? change = null, SecurityKey? signedWith = null)
    {
        var claims = Claims(ClientId, "subject-1");
        claims["name"] = "Stella Staff";
        claims["nonce"] = nonce;
        claims["roles"] = new[] { "viewer", "janitor" };
        change?.Invoke(claims);
        return Results.Json(new { id_token = Sign(claims, signedWith ?? key), access_token = "opaque", token_type = "Bearer" });
    }

    /// <summary>The id token of somebody who has signed in on a phone.</summary>
    public string AppIdToken(string subject) => Sign(Claims(AppClientId, subject), key);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static string Sign(Dictionary<string, object> claims, SecurityKey signedWith) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            SigningCredentials = new SigningCredentials(signedWith, SecurityAlgorithms.RsaSha256),
        });

    private Dictionary<string, object> Claims(string audience, string subject) => new(StringComparer.Ordinal)
    {
        ["iss"] = Authority.ToString(),
        ["aud"] = audience,
        ["sub"] = subject,
        ["exp"] = TimeProvider.System.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds(),
    };

    private void Map()
    {
        app.MapGet("/tenant/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = Authority.ToString(),
            authorization_endpoint = $"{Authority}/authorize?policy=staff",
            token_endpoint = $"{Authority}/token",
            jwks_uri = $"{Authority}/keys",
        }));
        app.MapGet("/tenant/keys", () =>
        {
            var jwk = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(key.Rsa.ExportParameters(includePrivateParameters: false)));
            return Results.Json(new { keys = new[] { new { kty = jwk.Kty, kid = key.KeyId, use = "sig", alg = "RS256", n = jwk.N, e = jwk.E } } });
        });
        app.MapPost("/tenant/token", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            Redeemed.Enqueue(form.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal));
            return Answer();
        });
    }
}
