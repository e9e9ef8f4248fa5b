using Mobile.Testing.Replicas;

namespace Mobile.Testing.Scenarios.Sync;

/// <summary>How an app gets its first replica and keeps it up to date: one of the two ways of the wire contract.</summary>
internal abstract class SyncProtocol
{
    public static IReadOnlyList<SyncProtocol> All { get; } = [new ByList(), new ByCollections()];

    public abstract string Name { get; }

    /// <returns>The token to go on from.</returns>
    public abstract Task<string> StartAsync(App app, Replica replica, int limit);

    public abstract Task<DeltaPage> ReadAsync(App app, string token, int limit);

    /// <summary>The pages of the list, then what has changed since the first of them.</summary>
    private sealed class ByList : SyncProtocol
    {
        public override string Name => "GET /orders?since=";

        public override async Task<string> StartAsync(App app, Replica replica, int limit)
        {
            var first = await app.ReadAsync("/api/v2/orders?limit=1");
            await foreach (var order in app.ReadListAsync("/api/v2/orders"))
            {
                replica.Put("orders", order);
            }

            return first.GetProperty("syncToken").GetString()!;
        }

        public override async Task<DeltaPage> ReadAsync(App app, string token, int limit) =>
            DeltaPage.OfOrders(await app.ReadAsync($"/api/v2/orders?since={token}&limit={limit}"));
    }

    /// <summary>Deltas of several collections with one token, from nothing on.</summary>
    private sealed class ByCollections : SyncProtocol
    {
        private const string Path = "/api/v2/sync?collections=orders,profile,products";

        public override string Name => "GET /sync";

        public override async Task<string> StartAsync(App app, Replica replica, int limit)
        {
            var page = DeltaPage.OfCollections(await app.ReadAsync($"{Path}&limit={limit}"));
            page.ApplyTo(replica);
            return page.Token;
        }

        public override async Task<DeltaPage> ReadAsync(App app, string token, int limit) =>
            DeltaPage.OfCollections(await app.ReadAsync($"{Path}&since={token}&limit={limit}"));
    }
}
