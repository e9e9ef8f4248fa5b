using Mobile.Perf.Phones;
using Mobile.Testing.Hub;

namespace Mobile.Perf.Target;

/// <summary>A fresh server for one scenario: what ran before is in nobody's figures.</summary>
internal sealed class OwnTarget : ITarget
{
    private readonly ProductServer server;
    private readonly PlainHttp api;

    private OwnTarget(ProductServer server, HubStandIn? hub) => (this.server, Hub, api) = (server, hub, new(server.Address));

    public Uri Address => server.Address;

    public int Users => int.MaxValue;

    public HubStandIn? Hub { get; }

    public bool IsOwn => true;

    public static async Task<OwnTarget> StartAsync(bool withHub, Func<SqliteStore, Task>? prepareAsync)
    {
        var hub = withHub ? await HubStandIn.StartAsync() : null;
        return new(await ProductServer.StartAsync(hub?.Settings, prepareAsync, isApart: true), hub);
    }

    public Task<Account> SignInAsync(int user, string deviceId, CancellationToken stop) =>
        Account.OpenAsync(api, $"user-{user}", server.IdTokenOf($"user-{user}"), deviceId, stop);

    public async ValueTask DisposeAsync()
    {
        api.Dispose();
        await server.DisposeAsync();
        await (Hub?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
