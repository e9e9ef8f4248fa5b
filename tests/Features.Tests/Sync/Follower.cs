using System.Text.Json;
using Mobile.Testing.Replicas;

namespace Mobile.Features.Tests.Sync;

/// <summary>A device that keeps a replica by following its sync token.</summary>
internal sealed class Follower(App app, string version, string collections = "orders,profile")
{
    private readonly Replica replica = new();

    public string? Token { get; set; }

    public IReadOnlyDictionary<string, JsonElement> Orders => replica["orders"];

    public IReadOnlyDictionary<string, JsonElement> Products => replica["products"];

    public async Task<JsonElement> PullPageAsync(int limit = 500)
    {
        var page = await app.ReadAsync($"/api/{version}/sync?collections={collections}&limit={limit}{(Token is null ? "" : $"&since={Token}")}");
        Apply(page);
        return page;
    }

    public async Task PullAllAsync(int limit = 500)
    {
        while ((await PullPageAsync(limit)).GetProperty("more").GetBoolean())
        {
        }
    }

    public void Apply(JsonElement page)
    {
        foreach (var collection in page.GetProperty("collections").EnumerateObject())
        {
            foreach (var item in collection.Value.GetProperty("items").EnumerateArray())
            {
                replica.Put(collection.Name, item);
            }

            foreach (var id in collection.Value.GetProperty("deleted").EnumerateArray())
            {
                replica.Remove(collection.Name, id.GetString()!);
            }
        }

        Token = page.Text("syncToken");
    }

    /// <summary>Compares the orders with what the server lists, and the profile with what it says.</summary>
    public async Task AssertEqualsServerAsync()
    {
        var server = new Replica();
        await foreach (var order in app.ReadListAsync($"/api/{version}/orders"))
        {
            server.Put("orders", order);
        }

        server.Put("profile", await app.ReadAsync($"/api/{version}/profile"));
        Assert.Empty(ReplicaChecker.Compare(replica, server));
    }
}
