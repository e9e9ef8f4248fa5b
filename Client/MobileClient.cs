namespace Mobile.Client;

/// <summary>
/// The app's half of the contract: sign-in, and what reads and writes need on a network that drops. One per app, open as long as it runs.
/// </summary>
public sealed class MobileClient : IAsyncDisposable
{
    private readonly MobileClientOptions options;
    private readonly LocalStore store;
    private readonly Tokens tokens;
    private readonly TokenEndpoint sessions;
    private readonly Issuer issuer;
    private readonly SyncEngine sync;
    private readonly Account account;
    private readonly HttpClient anonymous;
    private bool closed;

    private MobileClient(MobileClientOptions options, LocalStore store)
    {
        var api = new ApiAddress(options.BaseAddress);
        var backoff = new Backoff(options);
        anonymous = new(new RetryHandler(options, backoff, options.CreateHandler())) { Timeout = Timeout.InfiniteTimeSpan };
        var withoutToken = new ApiCalls(anonymous, backoff);
        sessions = new(options, api, withoutToken);
        issuer = new(options, withoutToken);
        tokens = new(sessions, options.TokenStore, options.TimeProvider);
        Http = new(
            new AppHeadersHandler(
                api,
                options,
                new IdempotencyKeyHandler(
                    api, options.TimeProvider, new RetryHandler(options, backoff, new BearerHandler(api, tokens, options.CreateHandler())))))
        {
            BaseAddress = api.Version,
            Timeout = Timeout.InfiniteTimeSpan,
        };

        var calls = new ApiCalls(Http, backoff);
        this.options = options;
        this.store = store;
        Config = new(options, api, withoutToken, store);
        Replica = new(store);
        Writes = new(store, options.TimeProvider);
        DeadLetters = new(store, options.TimeProvider);
        Orders = new(Writes, Replica);
        Profile = new(Writes, Replica);
        Devices = new(options, calls);
        sync = new(options, api, calls, store, Writes, backoff);
        account = new(api, calls);
    }

    /// <summary>Raised when the session has ended and cannot be refreshed. Queued writes are kept.</summary>
    public event EventHandler? SignInRequired
    {
        add => tokens.SignInRequired += value;
        remove => tokens.SignInRequired -= value;
    }

    /// <summary>Whether a user is signed in, as far as this device knows.</summary>
    public bool IsSignedIn => tokens.Current is not null;

    /// <summary>
    /// For requests of the app's own, relative to the API version (<c>products?limit=20</c>): with the access token, the app's headers, a key
    /// on each write, and retries. Answers are buffered.
    /// </summary>
    public HttpClient Http { get; }

    /// <summary>Whether this app is welcome, and what is switched on in it.</summary>
    public RemoteConfig Config { get; }

    /// <summary>What the app shows.</summary>
    public Replica Replica { get; }

    /// <summary>What the app writes.</summary>
    public WriteQueue Writes { get; }

    /// <summary>What the server refused for good.</summary>
    public DeadLetters DeadLetters { get; }

    /// <summary>The user's orders.</summary>
    public Orders Orders { get; }

    /// <summary>The user's profile.</summary>
    public Profile Profile { get; }

    /// <summary>Where the user gets pushes.</summary>
    public Devices Devices { get; }

    /// <summary>Opens the file, and loads the tokens and the last known configuration; sends nothing.</summary>
    public static async Task<MobileClient> OpenAsync(MobileClientOptions options, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var client = new MobileClient(options, await LocalStore.OpenAsync(options.DatabasePath, stop).ConfigureAwait(false));
        try
        {
            await client.LoadTokensAsync(stop).ConfigureAwait(false);
            await client.Config.LoadAsync(stop).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Signs a user in through the browser. Another user than before gets an empty replica.</summary>
    /// <exception cref="SignInFailedException">The user declined, or an answer was not to be trusted.</exception>
    /// <exception cref="UnsentWritesException">Another user has left unsent or refused writes; nobody is signed in or out.</exception>
    /// <exception cref="ServerUnreachableException">The issuer or the server gave no answer.</exception>
    public async Task SignInAsync(CancellationToken stop = default)
    {
        var user = await issuer.SignInAsync(stop).ConfigureAwait(false);
        await sync.AloneAsync(
            async () =>
            {
                await store.RunAsync(unit => Ownership.Check(unit, user.Owner), stop).ConfigureAwait(false);
                var session = await sessions.ExchangeAsync(user, stop).ConfigureAwait(false);

                // The file changes hands before the tokens are kept: after a crash in between, the old tokens are not those of its owner.
                if (await store.RunAsync(unit => Ownership.Adopt(unit, user.Owner), CancellationToken.None).ConfigureAwait(false))
                {
                    await tokens.UseAsync(null, CancellationToken.None).ConfigureAwait(false);
                    await options.ClearHttpCache(CancellationToken.None).ConfigureAwait(false);
                }

                await tokens.UseAsync(session, CancellationToken.None).ConfigureAwait(false);
                return true;
            },
            stop).ConfigureAwait(false);
    }

    /// <summary>Ends the session. The replica and queued writes stay for the same user's return; see <see cref="EraseAsync"/>.</summary>
    /// <exception cref="ServerUnreachableException">The device is signed out, but the server could not be told; its session ends by itself.</exception>
    public async Task SignOutAsync(CancellationToken stop = default)
    {
        var ended = tokens.Current;
        await tokens.UseAsync(null, stop).ConfigureAwait(false);
        try
        {
            await options.ClearHttpCache(stop).ConfigureAwait(false);
        }
        finally
        {
            if (ended is not null)
            {
                await sessions.RevokeAsync(ended, stop).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Erases the replica, the queue and the dead letters, sent or not, and clears the cache of the transport.</summary>
    public Task EraseAsync(CancellationToken stop = default) => sync.AloneAsync(
        async () =>
        {
            await store.RunAsync(unit => Ownership.Erase(unit, tokens.Current?.Owner), stop).ConfigureAwait(false);
            await options.ClearHttpCache(stop).ConfigureAwait(false);
            return true;
        },
        stop);

    /// <summary>Writes all that the server holds about the user to <paramref name="to"/>, as JSON; it may be large.</summary>
    /// <exception cref="SignInRequiredException">Nobody is signed in, or the session has ended.</exception>
    /// <exception cref="ServerUnreachableException">There is no network, or it broke off: begin with an empty file again.</exception>
    public Task ExportAccountAsync(Stream to, CancellationToken stop = default) => account.ExportAsync(to, stop);

    /// <summary>
    /// Deletes the user's account, for good. Then the session is over and the replica, the queue and the dead letters are erased; before the
    /// server has said so, nothing is. After a lost reply call it again: it is then found deleted.
    /// </summary>
    /// <exception cref="SignInRequiredException">Nobody is signed in, or the session has ended: sign in and delete again.</exception>
    /// <exception cref="ServerUnreachableException">It is not known whether the account is deleted: call it again.</exception>
    public Task DeleteAccountAsync(CancellationToken stop = default) => sync.AloneAsync(
        async () =>
        {
            await account.DeleteAsync(stop).ConfigureAwait(false);
            await store.RunAsync(unit => Ownership.Erase(unit, null), CancellationToken.None).ConfigureAwait(false);
            await tokens.UseAsync(null, CancellationToken.None).ConfigureAwait(false);
            await options.ClearHttpCache(CancellationToken.None).ConfigureAwait(false);
            return true;
        },
        stop);

    /// <summary>
    /// Sends what is queued and pulls what has changed, in as few round trips as there are. Safe to call from anywhere at any time: one runs
    /// at a time, and a cancelled or killed one is taken up by the next.
    /// </summary>
    /// <exception cref="SignInRequiredException">Nobody is signed in, or the session has ended.</exception>
    /// <exception cref="ServerUnreachableException">There is no network, or the server cannot serve now.</exception>
    /// <exception cref="ApiProblemException">The app must be updated (<c>client-upgrade-required</c>, <c>api-version-retired</c>), or the server refuses it.</exception>
    public Task<SyncReport> SyncAsync(CancellationToken stop = default) => sync.SyncAsync(stop);

    /// <summary>Closes the file. Sync and requests must have ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref closed, true))
        {
            return;
        }

        Http.Dispose();
        anonymous.Dispose();
        sync.Dispose();
        tokens.Dispose();
        await store.DisposeAsync().ConfigureAwait(false);
    }

    private async Task LoadTokensAsync(CancellationToken stop)
    {
        await tokens.LoadAsync(stop).ConfigureAwait(false);
        if (tokens.Current is { } loaded && !await store.RunAsync(unit => Ownership.TryClaim(unit, loaded.Owner), stop).ConfigureAwait(false))
        {
            await tokens.UseAsync(null, stop).ConfigureAwait(false);
            await options.ClearHttpCache(stop).ConfigureAwait(false);
        }
    }
}
