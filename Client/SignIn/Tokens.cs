namespace Mobile.Client;

/// <summary>
/// The tokens in use, and their silent refresh: one at a time, however many requests wait for it. A refresh belongs to no caller and
/// is never cancelled, for the server may already have retired the old token; only the waiting for it is.
/// </summary>
internal sealed class Tokens(TokenEndpoint endpoint, ITokenStore store, TimeProvider clock) : IDisposable
{
    /// <summary>An access token this close to its end is refreshed before it is sent.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly SemaphoreSlim changing = new(1);
    private volatile TokenSet? current;
    private Task<TokenSet>? refreshing;

    public event EventHandler? SignInRequired;

    public TokenSet? Current => current;

    public async Task LoadAsync(CancellationToken stop) => current = await store.LoadAsync(stop).ConfigureAwait(false);

    /// <exception cref="SignInRequiredException">Nobody is signed in.</exception>
    public async ValueTask<TokenSet> GetAsync(CancellationToken stop)
    {
        var tokens = current ?? throw new SignInRequiredException();
        return clock.GetUtcNow() < tokens.ExpiresAt - Ahead ? tokens : await RefreshAsync(tokens, stop).ConfigureAwait(false);
    }

    /// <param name="refused">What the caller has; when another caller has replaced it meanwhile, the current tokens are returned at once.</param>
    public Task<TokenSet> RefreshAsync(TokenSet refused, CancellationToken stop)
    {
        lock (gate)
        {
            if (current is not { } tokens)
            {
                throw new SignInRequiredException();
            }

            if (tokens.AccessToken != refused.AccessToken)
            {
                return Task.FromResult(tokens);
            }

            refreshing ??= Task.Run(() => ReplaceAsync(tokens), CancellationToken.None);
            return refreshing.WaitAsync(stop);
        }
    }

    /// <summary>Another user, or nobody: takes its turn behind a running refresh, whose tokens would else come back to life.</summary>
    public async Task UseAsync(TokenSet? tokens, CancellationToken stop)
    {
        await changing.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            current = null;
            await (tokens is null ? store.ClearAsync(CancellationToken.None) : store.SaveAsync(tokens, CancellationToken.None)).ConfigureAwait(false);
            current = tokens;
        }
        finally
        {
            changing.Release();
        }
    }

    public void Dispose() => changing.Dispose();

    private async Task<TokenSet> ReplaceAsync(TokenSet parent)
    {
        TokenSet? next;
        bool accountIsDeleted;
        await changing.WaitAsync().ConfigureAwait(false);
        try
        {
            if (current != parent)
            {
                return current ?? throw new SignInRequiredException();
            }

            (next, accountIsDeleted) = await NextAsync(parent).ConfigureAwait(false);
            current = next;
        }
        finally
        {
            lock (gate)
            {
                refreshing = null;
            }

            changing.Release();
        }

        if (next is null)
        {
            SignInRequired?.Invoke(this, EventArgs.Empty);
        }

        return next ?? throw new SignInRequiredException(accountIsDeleted);
    }

    /// <returns>Null when the session has ended.</returns>
    private async Task<(TokenSet? Next, bool AccountIsDeleted)> NextAsync(TokenSet parent)
    {
        try
        {
            var next = await endpoint.RefreshAsync(parent, CancellationToken.None).ConfigureAwait(false);
            await store.SaveAsync(next, CancellationToken.None).ConfigureAwait(false);
            return (next, false);
        }
        catch (SignInFailedException refusal) when (refusal.Error == "invalid_grant")
        {
            await store.ClearAsync(CancellationToken.None).ConfigureAwait(false);
            return (null, refusal.Code == Problem.AccountDeleted);
        }
    }
}
