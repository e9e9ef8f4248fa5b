using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Mobile.Features.Pipeline;
using Mobile.Features.Sessions;

namespace Mobile.Admin.SignIn;

/// <summary>
/// Authorization code and PKCE (RFC 6749 §4.1, RFC 7636) by the framework's handler; what makes it OpenID Connect is here: endpoints by
/// discovery, a nonce, and the id token in place of a call for the user's data.
/// </summary>
internal sealed class SignInHandler(IOptionsMonitor<SignInOptions> options, ILoggerFactory logger, UrlEncoder encoder, IdentityProvider provider)
    : OAuthHandler<SignInOptions>(options, logger, encoder)
{
    public const string LoginHint = "login_hint";

    private const string NonceKey = ".nonce";
    private const string IdToken = "id_token";

    private ProviderEndpoints? endpoints;

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (Request.Headers["Sec-Fetch-Mode"].ToString() is { Length: > 0 } mode && mode != "navigate")
        {
            // A script asks: it can show nobody a page to sign in on.
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (!HttpMethods.IsGet(Request.Method) && !HttpMethods.IsHead(Request.Method))
        {
            // What a form was to do is lost with the session; and by the content security policy no form leads to the provider.
            SignInEvents.Fail(Context, new SignInException(SignInFailure.Ended, "The session has ended."), new() { RedirectUri = ReturnUrl.Home });
            return;
        }

        properties.RedirectUri ??= OriginalPathBase + OriginalPath + Request.QueryString;
        try
        {
            endpoints = await provider.GetEndpointsAsync(Context.RequestAborted);
        }
        catch (IdentityProviderException failure)
        {
            SignInEvents.Fail(Context, failure, properties);
            return;
        }

        properties.Items[NonceKey] = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        await base.HandleChallengeAsync(properties);
    }

    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri)
    {
        // The framework's URL has no address before its query: see SignInOptions.
        var query = QueryHelpers.AddQueryString(base.BuildChallengeUrl(properties, redirectUri), "nonce", properties.Items[NonceKey]!);
        if (properties.GetParameter<string>(LoginHint) is { } hint)
        {
            query = QueryHelpers.AddQueryString(query, LoginHint, hint);
        }

        var address = Absolute(endpoints!.Authorization).AbsoluteUri;
        return address.Contains('?', StringComparison.Ordinal) ? $"{address}&{query[1..]}" : address + query;
    }

    protected override Task<HandleRequestResult> HandleAccessDeniedErrorAsync(AuthenticationProperties properties) =>
        Task.FromResult(HandleRequestResult.Fail(new SignInException(SignInFailure.Cancelled, "The provider says that access was denied."), properties));

    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = Options.ClientId,
            ["redirect_uri"] = context.RedirectUri,
            ["code"] = context.Code,
            ["code_verifier"] = context.Properties.Items[OAuthConstants.CodeVerifierKey]!,
        };
        if (!string.IsNullOrEmpty(Options.ClientSecret))
        {
            form["client_secret"] = Options.ClientSecret;
        }

        try
        {
            var address = Absolute((await provider.GetEndpointsAsync(Context.RequestAborted)).Token);
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) };
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            using var reply = await Backchannel.SendAsync(request, Context.RequestAborted);
            return (int)reply.StatusCode < 500
                ? Read(JsonDocument.Parse(await reply.Content.ReadAsStringAsync(Context.RequestAborted)), (int)reply.StatusCode)
                : throw new SignInException(SignInFailure.Unavailable, $"The provider's token endpoint answers with {(int)reply.StatusCode}.");
        }
        catch (Exception failure) when (failure is HttpRequestException or IdentityProviderException
            || (failure is TaskCanceledException && !Context.RequestAborted.IsCancellationRequested))
        {
            throw new SignInException(SignInFailure.Unavailable, "The provider's token endpoint does not answer.", failure);
        }
        catch (JsonException failure)
        {
            throw new SignInException(SignInFailure.Refused, "The provider's token endpoint does not answer in JSON.", failure);
        }
    }

    protected override async Task<AuthenticationTicket> CreateTicketAsync(
        ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        using (tokens)
        {
            var idToken = tokens.Response!.RootElement.GetString(IdToken) ?? "";
            var handler = Context.RequestServices.GetRequiredService<SignInStaff.Handler>();
            var person = await SignInAsync(handler, idToken, properties.Items[NonceKey]!)
                ?? throw new SignInException(SignInFailure.Refused, "The id token is not valid here.");
            var signedIn = new AuthenticationProperties { RedirectUri = properties.RedirectUri };
            return new(new ClaimsPrincipal(IdentityOf(person)), signedIn, Scheme.Name);
        }
    }

    private async Task<SignInStaff.Person?> SignInAsync(SignInStaff.Handler handler, string idToken, string nonce)
    {
        try
        {
            return await handler.SignInAsync(idToken, nonce, Context.RequestAborted);
        }
        catch (MissingRoleException refused)
        {
            throw new SignInException(SignInFailure.NoRole, refused.Message);
        }
    }

    private static ClaimsIdentity IdentityOf(SignInStaff.Person person)
    {
        List<Claim> claims = [new(Caller.UserIdClaim, person.UserId), new(Staff.PersonKeyClaim, person.PersonKey), new("name", person.Name)];
        if (person.Email is not null)
        {
            claims.Add(new("email", person.Email));
        }

        claims.AddRange(person.Roles.Select(role => new Claim(Staff.RolesClaim, role)));
        return new(claims, StaffAccess.ProviderScheme, "name", Staff.RolesClaim);
    }

    private static OAuthTokenResponse Read(JsonDocument reply, int status)
    {
        var isObject = reply.RootElement.ValueKind is JsonValueKind.Object;
        if (status < 400 && isObject && reply.RootElement.TryGetProperty(IdToken, out _) && reply.RootElement.TryGetProperty("access_token", out _))
        {
            return OAuthTokenResponse.Success(reply);
        }

        using (reply)
        {
            var error = isObject ? reply.RootElement.GetString("error") : null;

            // RFC 6749 §5.2: the code has expired, or was used before.
            var reason = error == "invalid_grant" ? SignInFailure.Expired : SignInFailure.Refused;
            return OAuthTokenResponse.Failed(new SignInException(reason, $"The provider's token endpoint gives no tokens: {status} {error}."));
        }
    }

    /// <summary>The development provider is part of this host, and has paths only.</summary>
    private Uri Absolute(string endpoint) => new(new Uri($"{Request.Scheme}://{Request.Host}{OriginalPathBase}/"), endpoint);
}

/// <summary>The framework wants fixed endpoints and a secret; ours are discovered, and a public client has none.</summary>
internal sealed class SignInOptions : OAuthOptions
{
    public SignInOptions() => AuthorizationEndpoint = "";

    public override void Validate()
    {
        // Auth:ClientId is checked where it is read.
    }
}
