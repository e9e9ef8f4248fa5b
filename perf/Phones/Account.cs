using Mobile.Client;

namespace Mobile.Perf.Phones;

/// <summary>A user's session on one device.</summary>
internal sealed class Account : IDisposable
{
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    private readonly PlainHttp api;
    private readonly SemaphoreSlim refreshing = new(1);
    private volatile TokenSet tokens = null!;

    private Account(PlainHttp api, string deviceId) => (this.api, DeviceId) = (api, deviceId);

    public string DeviceId { get; }

    public TokenSet Tokens => tokens;

    /// <summary>Opens a session for whom an id token vouches for (RFC 8693).</summary>
    public static async Task<Account> OpenAsync(PlainHttp api, string user, string idToken, string deviceId, CancellationToken stop)
    {
        var account = new Account(api, deviceId);
        await account.RequestAsync(user, stop, ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            ("subject_token_type", "urn:ietf:params:oauth:token-type:id_token"), ("subject_token", idToken));
        return account;
    }

    /// <summary>An access token that is good for a while.</summary>
    public async ValueTask<string> TokenAsync(CancellationToken stop)
    {
        if (IsFresh)
        {
            return tokens.AccessToken;
        }

        await refreshing.WaitAsync(stop);
        try
        {
            return IsFresh ? tokens.AccessToken : await RefreshAsync(stop);
        }
        finally
        {
            refreshing.Release();
        }
    }

    /// <summary>Takes a new pair of tokens for the one in use, as an app does that was closed for longer than the access token lives.</summary>
    public async Task<string> RefreshAsync(CancellationToken stop)
    {
        await RequestAsync(tokens.Owner, stop, ("grant_type", "refresh_token"), ("refresh_token", tokens.RefreshToken));
        return tokens.AccessToken;
    }

    public void Dispose() => refreshing.Dispose();

    private bool IsFresh => TimeProvider.System.GetUtcNow() < tokens.ExpiresAt - Ahead;

    private async Task RequestAsync(string user, CancellationToken stop, params IEnumerable<(string Name, string Value)> form)
    {
        var asked = TimeProvider.System.GetUtcNow();
        var reply = await api.PostFormAsync(
            "/oauth/token", form.Append(("device_id", DeviceId)).ToDictionary(field => field.Item1, field => field.Item2, StringComparer.Ordinal), stop);
        var pair = reply.Expect(200).Json;
        tokens = new(user, pair.Text("access_token"), pair.Text("refresh_token"), asked.AddSeconds(pair.GetProperty("expires_in").GetInt32()));
    }
}
