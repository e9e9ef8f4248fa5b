namespace Mobile.Client;

/// <summary>
/// The system's browser tab for sign-in: ASWebAuthenticationSession, Custom Tabs, or MAUI's WebAuthenticator over both. Never a web
/// view inside the app, which could read the password (RFC 8252 §8.12).
/// </summary>
public interface IBrowser
{
    /// <summary>Opens <paramref name="start"/> and returns the whole address with which the issuer came back to <paramref name="redirect"/>.</summary>
    /// <exception cref="OperationCanceledException">The person closed the browser.</exception>
    Task<Uri> AuthorizeAsync(Uri start, Uri redirect, CancellationToken stop);
}
