using Mobile.Perf.Phones;
using Mobile.Testing.Hub;

namespace Mobile.Perf.Target;

/// <summary>A server that runs somewhere. Its users come from id tokens that the caller brings, or from its development provider.</summary>
internal sealed class RemoteTarget : ITarget
{
    private static readonly string[] DevelopmentUsers = ["alice", "bob"];

    private readonly PlainHttp api;
    private readonly IReadOnlyList<string> idTokens;

    private RemoteTarget(Uri address, PlainHttp api, IReadOnlyList<string> idTokens) => (Address, this.api, this.idTokens) = (address, api, idTokens);

    public Uri Address { get; }

    public int Users => idTokens is [] ? DevelopmentUsers.Length : idTokens.Count;

    public HubStandIn? Hub => null;

    public bool IsOwn => false;

    /// <param name="idTokens">None where the target has the development provider.</param>
    /// <exception cref="TargetException">It does not answer, or nobody can sign in.</exception>
    public static async Task<RemoteTarget> ConnectAsync(Uri address, IReadOnlyList<string> idTokens, CancellationToken stop)
    {
        var http = new PlainHttp(address);
        try
        {
            var config = await http.GetAsync("/api/config", account: null, stop);
            var provider = await http.GetAsync("/dev-identity/.well-known/openid-configuration", account: null, stop);
            return (config.Status, provider.Status) switch
            {
                (not 200, _) => throw new TargetException($"{address} is no Mobile server: /api/config answers {config.Status}."),
                (_, not 200) when idTokens is [] =>
                    throw new TargetException($"{address} has no development provider: name a file with id tokens of its provider, one a line, as --id-tokens."),
                _ => new(address, http, idTokens),
            };
        }
        catch (HttpRequestException failure)
        {
            http.Dispose();
            throw new TargetException($"{address} does not answer: {failure.Message}");
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    public async Task<Account> SignInAsync(int user, string deviceId, CancellationToken stop)
    {
        if (idTokens is not [])
        {
            return await Account.OpenAsync(api, $"user-{user}", idTokens[user], deviceId, stop);
        }

        using var app = App.Anonymous(Address);
        return await Account.OpenAsync(api, DevelopmentUsers[user], await app.GetIdTokenAsync(DevelopmentUsers[user]), deviceId, stop);
    }

    public ValueTask DisposeAsync()
    {
        api.Dispose();
        return ValueTask.CompletedTask;
    }
}
