namespace Mobile.Client;

/// <summary>The tokens of one signed-in user. They are secrets: <see cref="ToString"/> does not show them.</summary>
/// <param name="Owner">Who is signed in: the issuer and the subject that it vouches for.</param>
/// <param name="AccessToken">Sent with each request; lives ten minutes.</param>
/// <param name="RefreshToken">Used once, for the next pair.</param>
/// <param name="ExpiresAt">When the access token ends, by this device's clock.</param>
public sealed record TokenSet(string Owner, string AccessToken, string RefreshToken, DateTimeOffset ExpiresAt)
{
    /// <inheritdoc/>
    public override string ToString() => $"TokenSet {{ ExpiresAt = {ExpiresAt:O} }}";
}
