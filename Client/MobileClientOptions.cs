namespace Mobile.Client;

/// <summary>What an app tells its <see cref="MobileClient"/> once, when it opens it.</summary>
public sealed class MobileClientOptions
{
    /// <summary>The server, without <c>/api</c>: <c>https://api.example.com/</c>.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>The OpenID Connect issuer, exactly as its discovery document names itself.</summary>
    public required Uri Authority { get; init; }

    /// <summary>The app's public client id at the issuer.</summary>
    public required string ClientId { get; init; }

    /// <summary>Where the issuer sends the browser back to: a claimed https URL or a private scheme of the app (RFC 8252 §7).</summary>
    public required Uri RedirectUri { get; init; }

    /// <summary>The scopes to ask for; <c>openid</c> is needed.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = ["openid", "profile", "email"];

    /// <summary>
    /// Names this installation, stable until the app is removed: at most 100 characters, and for pushes 8 to 64 letters, digits, dots, dashes or
    /// underscores. A random UUID is best.
    /// </summary>
    public required string DeviceId { get; init; }

    /// <summary><c>ios</c> or <c>android</c>.</summary>
    public required string Platform { get; init; }

    /// <summary>The app's version, such as <c>3.2.1</c>.</summary>
    public required string AppVersion { get; init; }

    /// <summary>The file of the queue and the replica, in the app's private folder. One file belongs to one user at a time.</summary>
    public required string DatabasePath { get; init; }

    /// <summary>What the replica holds. After a change of the set the next sync rebuilds the replica.</summary>
    public IReadOnlyList<string> Collections { get; init; } = [Orders.Collection, Profile.Collection];

    /// <summary>Where tokens are kept between starts; see <see cref="ITokenStore"/> for each platform's place.</summary>
    public required ITokenStore TokenStore { get; init; }

    /// <summary>Shows the issuer's sign-in page.</summary>
    public required IBrowser Browser { get; init; }

    /// <summary>Who wins when a queued write meets a newer state, by collection. Without an entry the write becomes a dead letter.</summary>
    public IReadOnlyDictionary<string, ConflictPolicy> ConflictPolicies { get; init; } = new Dictionary<string, ConflictPolicy>(StringComparer.Ordinal);

    /// <summary>How often a request is tried in all before its failure is the app's. Waits between tries are 1 s, 2 s, 4 s … 30 s.</summary>
    public int MaxAttempts
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 8;

    /// <summary>How long one try may take, to the last byte of its body; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest <c>Retry-After</c> that is waited out; a longer one is handed to the app at once.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The clock of all waits, timeouts and ids.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Draws the jitter of 0 to 500 ms that is added to each wait.</summary>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>
    /// Clears the HTTP cache of the transport, should it have one: called at sign-out, at the deletion of an account, when a user's data
    /// are erased and before another user's tokens are used. Nothing by default, for the default transport keeps no cache.
    /// </summary>
    /// <remarks>
    /// A private cache (RFC 9111) belongs to the device, not to its user, and most addresses of the API are the same for all users. This
    /// library asks that nothing of a signed-in user be stored (<c>Cache-Control: no-store</c>); the hook is for what an earlier build, or
    /// another part of the app with the same cache, has left.
    /// <list type="bullet">
    /// <item><c>SocketsHttpHandler</c>, the default: it keeps no cache, and there is nothing to do.</item>
    /// <item>iOS, <c>NSUrlSessionHandler</c>: <c>NSUrlCache.SharedCache.RemoveAllCachedResponses()</c>; and let the handler keep nothing by
    /// <c>DisableCaching = true</c>.</item>
    /// <item>Android, <c>AndroidMessageHandler</c>: nothing, unless the app has installed an <c>HttpResponseCache</c>; then its
    /// <c>Delete()</c>.</item>
    /// <item>A browser (Blazor): a page cannot clear it; set <c>BrowserRequestCache.NoStore</c> on each request, in a handler of your
    /// own.</item>
    /// </list>
    /// </remarks>
    public Func<CancellationToken, Task> ClearHttpCache { get; init; } = static _ => Task.CompletedTask;

    /// <summary>Makes the transport: the platform's own handler, one that pins certificates, or one that a test scripts.</summary>
    public Func<HttpMessageHandler> CreateHandler { get; init; } = static () => new SocketsHttpHandler
    {
        AutomaticDecompression = System.Net.DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(10),
    };
}
