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

    private readonly SqliteStore copy;
    private readonly List<User> readers = [];
    private readonly List<User> writers = [];
    private User changed = null!;
    private string since = "";

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
        rig.changed = users[^1];
        rig.since = await product.ChangeOrdersAsync(rig.changed.Name, rig.changed.Token, Changes);
        return rig;
    }

    /// <summary>Lists of 20 orders.</summary>
    public IReadOnlyList<Request> BareLists => [.. readers.Select(user => Request.Get($"/users/{user.Id}/orders?limit=20"))];

    public IReadOnlyList<Request> Lists => [.. readers.Select(user => Requests.List(user.Token))];

    /// <summary>One order, whole.</summary>
    public IReadOnlyList<Request> BareReads => [.. readers.Select(user => Request.Get($"/users/{user.Id}/orders/{user.OrderId}"))];

    /// <summary>One order that has not changed: 304.</summary>
    public IReadOnlyList<Request> Revalidations => [.. readers.Select(user => Requests.Revalidation(user.Token, user.OrderId))];

    public IReadOnlyList<Request> BareCreates => [.. writers.Select(user => Request.Post($"/users/{user.Id}/orders", Requests.NewOrder))];

    public IReadOnlyList<Request> Creates => [.. writers.Select(user => Requests.Create(user.Token))];

    public IReadOnlyList<Request> Replays => [.. writers.Select(user => Requests.Replay(user.Token))];

    /// <summary>What has changed in a long history.</summary>
    public IReadOnlyList<Request> Deltas => [Requests.Delta(changed.Token, since)];

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

    private sealed record User(string Name, string Id, string Token, string OrderId);
}
