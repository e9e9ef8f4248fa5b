namespace Mobile.Client;

/// <summary>
/// Keeps the tokens between starts of the app, in the platform's vault and never in a plain file, in preferences or in the database:
/// <list type="bullet">
/// <item>iOS: Keychain with <c>kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly</c>, so that background sync can read it and a backup
/// cannot carry it to another device; biometric unlock by an access control (<c>SecAccessControlCreateWithFlags</c>).</item>
/// <item>Android: a Keystore key (StrongBox where there is one) that encrypts the preferences file; biometric unlock by
/// <c>setUserAuthenticationRequired</c>.</item>
/// <item>MAUI: <c>SecureStorage</c>, which is the two above. Windows: DPAPI for the current user.</item>
/// </list>
/// A save must be durable when it returns: the server has already retired the token that it replaces.
/// </summary>
public interface ITokenStore
{
    /// <summary>The saved tokens; null when there are none.</summary>
    Task<TokenSet?> LoadAsync(CancellationToken stop);

    /// <summary>Replaces what was saved.</summary>
    Task SaveAsync(TokenSet tokens, CancellationToken stop);

    /// <summary>Forgets what was saved.</summary>
    Task ClearAsync(CancellationToken stop);
}

/// <summary>Keeps tokens until the process ends: for tests and load suites, not for apps.</summary>
public sealed class InMemoryTokenStore : ITokenStore
{
    private TokenSet? saved;

    /// <inheritdoc/>
    public Task<TokenSet?> LoadAsync(CancellationToken stop) => Task.FromResult(saved);

    /// <inheritdoc/>
    public Task SaveAsync(TokenSet tokens, CancellationToken stop)
    {
        saved = tokens;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ClearAsync(CancellationToken stop)
    {
        saved = null;
        return Task.CompletedTask;
    }
}
