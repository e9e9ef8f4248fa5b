using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Mobile.Features.Tests.Sessions;

public sealed class AccessTokenTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    [Fact]
    public async Task Any_service_verifies_a_token_by_the_published_keys()
    {
        using var app = await host.SignInAsync("alice");
        var keys = new JsonWebKeySet(await (await app.GetAsync("/.well-known/jwks.json")).Content.ReadAsStringAsync());

        var result = await new JsonWebTokenHandler().ValidateTokenAsync(app.AccessToken, new TokenValidationParameters
        {
            ValidIssuer = "mobile",
            ValidAudience = "mobile-api",
            IssuerSigningKeys = keys.GetSigningKeys(),
        });

        Assert.True(result.IsValid, result.Exception?.Message);
    }

    [Fact]
    public async Task The_published_keys_are_public()
    {
        using var app = App.Anonymous(host.Address);

        foreach (var path in new[] { "/.well-known/jwks.json", "/dev-identity/jwks" })
        {
            var key = (await app.ReadAsync(path)).GetProperty("keys")[0];
            Assert.DoesNotContain(key.EnumerateObject(), member => member.Name is "d" or "p" or "q" or "dp" or "dq" or "qi" or "k");
        }
    }

    [Theory]
    [EveryVersion]
    public async Task A_token_that_we_did_not_sign_is_refused(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var parts = alice.AccessToken.Split('.');
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var foreign = Sign(alice, new ECDsaSecurityKey(curve) { KeyId = "access-token.1" }, SecurityAlgorithms.EcdsaSha256, "mobile", "mobile-api");

        // The public key as an HMAC secret: the classic confusion of algorithms.
        var published = Encoding.ASCII.GetBytes(await (await alice.GetAsync("/.well-known/jwks.json")).Content.ReadAsStringAsync());
        var confused = Sign(alice, new SymmetricSecurityKey(published) { KeyId = "access-token.1" }, SecurityAlgorithms.HmacSha256, "mobile", "mobile-api");
        string[] tokens =
        [
            $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.",
            $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.{parts[2]}",
            $"{parts[0]}.{parts[1]}.",
            $"{parts[0]}.{parts[1]}",
            $"{parts[0]}.{Encode("""{"iss":"mobile","aud":"mobile-api","sub":"x","sid":"y","exp":99999999999}""")}.{parts[2]}",
            $"{parts[0]}.{parts[1]}.{parts[2][..^4]}AAAA",
            foreign,
            confused,
            await alice.GetIdTokenAsync("alice"),
            "x",
            "..",
            new string('a', 8000),
        ];

        foreach (var token in tokens)
        {
            await (await alice.WithAccessToken(token).GetAsync($"/api/{version}/orders")).AssertProblemAsync(401, "token-invalid");
        }

        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync($"/api/{version}/orders")).StatusCode);
    }

    [Theory]
    [EveryVersion]
    public async Task Without_a_bearer_token_nobody_is_signed_in(string version)
    {
        using var app = App.Anonymous(host.Address);

        var none = await app.GetAsync($"/api/{version}/orders");
        await none.AssertProblemAsync(401, "unauthenticated");
        Assert.Equal("Bearer", none.Header("WWW-Authenticate"));
        await (await app.GetAsync($"/api/{version}/orders", ("Authorization", "Basic YTpi"))).AssertProblemAsync(401, "unauthenticated");
        await (await app.GetAsync($"/api/{version}/orders", ("Authorization", "Bearer"))).AssertProblemAsync(401, "unauthenticated");
    }

    private static string Encode(string json) => Base64UrlEncoder.Encode(json);

    private static string Sign(App app, SecurityKey key, string algorithm, string issuer, string audience)
    {
        var claims = new JsonWebToken(app.AccessToken);
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = claims.Subject, ["sid"] = claims.GetClaim("sid").Value },
            SigningCredentials = new SigningCredentials(key, algorithm),
        });
    }
}
