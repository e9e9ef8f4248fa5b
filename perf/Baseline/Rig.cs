using Dapper;
using Microsoft.Data.Sqlite;
using Mobile.Perf.Target;
using Mobile.Testing.Scenarios.SyncCost;

namespace Mobile.Perf.Baseline;

/// <summary>The product and the bare server, each with its own copy of one database, and what is asked of them.</summary>
internal sealed class Rig : IAsyncDisposable
{
    public const int Users = 32;
    public const int OrdersOfUser = 200;
    public const int LongHistory = 10_000;
    public const int Changes = 10;

    private const string NewOrder = """{"lines":[{"sku":"TRJ-MOS","quantity":2}]}""";

    private readonly SqliteStore copy;
    private readonly List<User> readers = [];
    private readonly List<User> writers = [];
    private string since = "";
    private User changed = null!;

    private Rig(ProductServer product, SqliteStore copy, ApiProcess bare) => (Product, this.copy, Bare) = (product, copy, bare);

    public ProductServer Product { get; }

    public ApiProcess Bare { get; }

    public static async Task<Rig> StartAsync(Dictionary<string, string>? settings = null)
    {
        var product = await ProductServer.StartAsync(settings);
        var users = new List<User>();
        for (var i = 0; i < (2 * Users) + 1; i++)
        {
            users.Add(await FillAsync(product, $"user-{i}", i < 2 * Users ? OrdersOfUser : LongHistory));
        }

        var same = new SqliteStore();
        Copy(product.Store, same);
        var rig = new Rig(product, same, await ApiProcess.StartAsync(same, environment: "Production", settings: settings, program: "Mobile.BareServer.dll"));
        rig.readers.AddRange(users[..Users]);
        rig.writers.AddRange(users[Users..^1]);
        await rig.ChangeAsync(users[^1]);
        return rig;
    }

    /// <summary>Lists of 20 orders.</summary>
    public IReadOnlyList<Request> BareLists => [.. readers.Select(user => Request.Get($"/users/{user.Id}/orders?limit=20"))];

    public IReadOnlyList<Request> Lists => [.. readers.Select(user => Request.Get("/api/v2/orders?limit=20", Request.Bearer(user.Token)))];

    /// <summary>One order, whole.</summary>
    public IReadOnlyList<Request> BareReads => [.. readers.Select(user => Request.Get($"/users/{user.Id}/orders/{user.OrderId}"))];

    /// <summary>One order that has not changed: 304.</summary>
    public IReadOnlyList<Request> Revalidations =>
        [.. readers.Select(user => Request.Get($"/api/v2/orders/{user.OrderId}", Request.Bearer(user.Token), ("If-None-Match", "\"1\"")))];

    public IReadOnlyList<Request> BareCreates => [.. writers.Select(user => Request.Post($"/users/{user.Id}/orders", NewOrder))];

    /// <summary>New orders, each under a key of its own.</summary>
    public IReadOnlyList<Request> Creates => [.. writers.Select(user => Request.Post("/api/v2/orders", NewOrder, Request.Bearer(user.Token), Request.Key()))];

    /// <summary>The same order under the same key again and again; the first one that is sent makes it.</summary>
    public IReadOnlyList<Request> Replays =>
        [.. writers.Select(user => Request.Post("/api/v2/orders", NewOrder, Request.Bearer(user.Token), Request.Key("an-order-that-is-repeated")))];

    /// <summary>What has changed in a long history.</summary>
    public IReadOnlyList<Request> Deltas => [Request.Get($"/api/v2/orders?limit=100&since={since}", Request.Bearer(changed.Token))];

    public async ValueTask DisposeAsync()
    {
        await Bare.DisposeAsync();
        await Product.DisposeAsync();
        await copy.DisposeAsync();
    }

    private static async Task<User> FillAsync(ProductServer product, string name, int orders)
    {
        var token = await product.SignInAsync(name);
        await ManyOrders.WriteAsync(product.Store, name, orders, seed: 1);
        var id = await product.Store.ReadAsync<string>("SELECT id FROM users WHERE subject = @name", new { name });
        var order = await product.Store.ReadAsync<string>("SELECT MAX(id) FROM orders WHERE user_id = @id", new { id });
        return new(name, id!, token, order!);
    }

    private static void Copy(SqliteStore from, SqliteStore to)
    {
        using var source = new SqliteConnection(from.ConnectionString);
        using var destination = new SqliteConnection($"{to.ConnectionString};Pooling=false");
        source.Open();
        destination.Open();
        source.BackupDatabase(destination);
        destination.Execute("PRAGMA journal_mode = WAL");
    }

    private async Task ChangeAsync(User user)
    {
        using var app = new HttpClient { BaseAddress = Product.Address, DefaultRequestHeaders = { { "Authorization", $"Bearer {user.Token}" } } };
        since = await SyncTokenAsync(app);
        changed = user;
        var ids = await Product.Store.QueryAsync<string>("SELECT id FROM orders WHERE user_id = @Id ORDER BY id", new { user.Id });
        foreach (var id in new Random(1).GetItems(ids.ToArray(), Changes))
        {
            using var change = new HttpRequestMessage(HttpMethod.Patch, $"/api/v2/orders/{id}")
            {
                Content = new StringContent("""{"note":"left at the door"}""", System.Text.Encoding.UTF8, "application/merge-patch+json"),
                Headers = { { "Idempotency-Key", $"change-of-{id}" }, { "If-Match", "\"1\"" } },
            };
            using var answer = await app.SendAsync(change);
            answer.EnsureSuccessStatusCode();
        }
    }

    private static async Task<string> SyncTokenAsync(HttpClient app)
    {
        using var page = System.Text.Json.JsonDocument.Parse(await app.GetStringAsync(new Uri("/api/v2/orders?limit=1", UriKind.Relative)));
        return page.RootElement.GetProperty("syncToken").GetString()!;
    }

    private sealed record User(string Name, string Id, string Token, string OrderId);
}
