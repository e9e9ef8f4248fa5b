using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mobile.Client;

/// <summary>OpenID Connect Discovery §3, as far as an app needs it.</summary>
internal sealed record Discovery(
    [property: JsonPropertyName("issuer")] string Issuer,
    [property: JsonPropertyName("authorization_endpoint")] Uri AuthorizationEndpoint,
    [property: JsonPropertyName("token_endpoint")] Uri TokenEndpoint,
    [property: JsonPropertyName("authorization_response_iss_parameter_supported")] bool NamesItselfInCallback = false);

/// <summary>What the issuer gives for a code (RFC 6749 §5.1). Without the scope <c>openid</c> there is no id token in it.</summary>
internal sealed record IssuerTokens(
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("id_token")] string? IdToken = null);

/// <summary>What our own token endpoint gives: a pair of tokens.</summary>
internal sealed record SessionTokens(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("refresh_token")] string RefreshToken,
    [property: JsonPropertyName("expires_in")] int ExpiresIn);

/// <summary>A refusal of either (RFC 6749 §5.2).</summary>
internal sealed record OAuthRefusal(
    [property: JsonPropertyName("error")] string Error,
    [property: JsonPropertyName("error_description")] string? ErrorDescription = null,
    [property: JsonPropertyName("code")] string? Code = null);

/// <summary>OpenID Connect Core §2.</summary>
internal sealed record IdTokenClaims(
    [property: JsonPropertyName("iss")] string? Issuer,
    [property: JsonPropertyName("sub")] string? Subject,
    [property: JsonPropertyName("aud")] JsonElement Audience,
    [property: JsonPropertyName("nonce")] string? Nonce)
{
    /// <summary>One audience is text, several are a list.</summary>
    public bool IsFor(string clientId) => Audience.ValueKind switch
    {
        JsonValueKind.String => Audience.GetString() == clientId,
        JsonValueKind.Array => Audience.EnumerateArray().Any(audience => audience.ValueKind == JsonValueKind.String && audience.GetString() == clientId),
        _ => false,
    };
}
