using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Mobile.Features.Pipeline;
using Mobile.Features.Sessions;

namespace Mobile.Api.DevIdentity;

/// <summary>
/// An OpenID Connect provider inside the process, for development without an Entra ID tenant: code + PKCE, five users, no passwords.
/// </summary>
internal static class DevIdentityRegistration
{
    public static void AddDevIdentity(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        DevIdentityProvider.RefuseOutsideDevelopment(environment);
        services.AddSingleton(DevClients.Read(configuration, environment));
        services.AddSingleton(DevAccess.Read(configuration, environment));
        services.AddSingleton(new SigningKeyNeeded(DevIdentityProvider.KeyId, "RS256"));
        services.AddSingleton<AuthorizationCodes>();
        services.AddSingleton<DevIdentityProvider>();
        services.AddSingleton<IConfigurationManager<OpenIdConnectConfiguration>>(provider => provider.GetRequiredService<DevIdentityProvider>());
        services.AddSingleton(provider => new IdentityProvider(
            provider.GetRequiredService<DevIdentityProvider>(),
            provider.GetRequiredService<AuthOptions>(),
            provider.GetRequiredService<TimeProvider>(),
            DevIdentityProvider.ValidateIssuer));
    }

    public static void MapDevIdentity(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(DevIdentityProvider.Path).ExcludeFromDescription().AddEndpointFilter(DevAccess.RefuseOthersAsync).AddEndpointFilter(AllowAnyOrigin);
        group.MapGet("", DevPage.Describe);
        group.MapGet("/.well-known/openid-configuration", (HttpRequest request) => Describe(IssuerOf(request)));
        group.MapGet("/jwks", (DevIdentityProvider provider) =>
        {
            var jwk = provider.PublicKey;
            return TypedResults.Ok(new { keys = new[] { new { kty = jwk.Kty, use = jwk.Use, alg = jwk.Alg, kid = jwk.Kid, n = jwk.N, e = jwk.E } } });
        });
        group.MapGet("/authorize", Authorize.Answer);
        group.MapPost("/token", RedeemCode.AnswerAsync);
    }

    /// <summary>A web app of any origin may sign in here, too: nothing that a browser adds by itself, such as a cookie, counts.</summary>
    private static ValueTask<object?> AllowAnyOrigin(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        invocation.HttpContext.Response.Headers.AccessControlAllowOrigin = "*";
        return next(invocation);
    }

    /// <summary>The provider's URL as the caller sees it.</summary>
    public static string IssuerOf(HttpRequest request) => OriginOf(request) + DevIdentityProvider.Path;

    public static string OriginOf(HttpRequest request) => $"{request.Scheme}://{request.Host}{request.PathBase}";

    /// <summary>OpenID Connect Discovery §3.</summary>
    private static Microsoft.AspNetCore.Http.HttpResults.Ok<Dictionary<string, object>> Describe(string issuer) =>
        TypedResults.Ok(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["issuer"] = issuer,
            ["authorization_endpoint"] = issuer + "/authorize",
            ["token_endpoint"] = issuer + "/token",
            ["jwks_uri"] = issuer + "/jwks",
            ["response_types_supported"] = new[] { "code" },
            ["grant_types_supported"] = new[] { "authorization_code" },
            ["code_challenge_methods_supported"] = new[] { "S256" },
            ["subject_types_supported"] = new[] { "public" },
            ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
            ["token_endpoint_auth_methods_supported"] = new[] { "none" },
            ["scopes_supported"] = new[] { "openid", "profile", "email" },
            ["claims_supported"] = new[] { "sub", "name", "email", "roles" },
        });
}
