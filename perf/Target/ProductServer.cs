using Mobile.Perf.Phones;

namespace Mobile.Perf.Target;

/// <summary>
/// The product in a process of its own, as in production: a database file that is thrown away afterwards, the sample shop's catalogue, and an
/// identity provider that signs in whomever a suite names.
/// </summary>
internal sealed class ProductServer : IAsyncDisposable
{
    private readonly ProviderStandIn provider;
    private readonly PlainHttp api;

    private ProductServer(SqliteStore store, ProviderStandIn provider, ApiProcess process)
    {
        (Store, this.provider, Process) = (store, provider, process);
        api = new(process.Address);
    }

    public SqliteStore Store { get; }

    public ApiProcess Process { get; private set; }

    public Uri Address => Process.Address;

    /// <summary>The identity provider, as the users that it vouches for are stored with it.</summary>
    public string Issuer => provider.Authority.ToString();

    /// <param name="settings">Configuration keys, and environment variables of the process.</param>
    /// <param name="prepareAsync">Fills the database, while no process has it open.</param>
    /// <param name="isApart">
    /// Ctrl+C does not reach it. Linux then shares the processors out between its session and ours, so that it cannot be compared with a server that is not apart.
    /// </param>
    public static async Task<ProductServer> StartAsync(
        Dictionary<string, string>? settings = null, Func<SqliteStore, Task>? prepareAsync = null, bool isApart = false)
    {
        var store = new SqliteStore();
        try
        {
            await using (var shop = await ApiProcess.StartAsync(store))
            {
                // In Development, a first start writes the sample shop.
                await shop.TerminateAsync();
            }

            await (prepareAsync?.Invoke(store) ?? Task.CompletedTask);
            var vouching = await ProviderStandIn.StartAsync();
            var process = await ApiProcess.StartAsync(
                store, environment: "Production", settings: vouching.Settings.Concat(settings ?? []).ToDictionary(StringComparer.Ordinal), isApart: isApart);
            return new(store, vouching, process);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the identity provider vouches with for <paramref name="user"/>, for five minutes.</summary>
    public string IdTokenOf(string user) => provider.AppIdToken(user);

    /// <summary>The access token of a session of <paramref name="user"/>, who is made if need be.</summary>
    public async Task<string> SignInAsync(string user)
    {
        using var account = await Account.OpenAsync(api, user, IdTokenOf(user), $"phone-of-{user}", CancellationToken.None);
        return account.Tokens.AccessToken;
    }

    /// <summary>Changes orders all over the history of <paramref name="user"/>, which are as they were placed.</summary>
    /// <returns>The sync token from before.</returns>
    public async Task<string> ChangeOrdersAsync(string user, string accessToken, int changes)
    {
        using var anonymous = App.Anonymous(Address);
        var app = anonymous.WithAccessToken(accessToken);
        var before = (await app.ReadAsync("/api/v2/orders?limit=1")).Text("syncToken");
        var ids = await Store.QueryAsync<string>(
            "SELECT o.id FROM orders o JOIN users u ON u.id = o.user_id WHERE u.subject = @user AND u.issuer = @Issuer ORDER BY o.id", new { user, Issuer });
        for (var i = 0; i < changes; i++)
        {
            using var answer = await app.PatchAsync($"/api/v2/orders/{ids[ids.Count * i / changes]}", new { note = "left at the door" }, version: 1);
            answer.EnsureSuccessStatusCode();
        }

        return before;
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await provider.DisposeAsync();
        await Store.DisposeAsync();
        api.Dispose();
    }
}
