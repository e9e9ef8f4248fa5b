using System.Text.Json;

namespace Mobile.Features.Tests.Sync;

/// <summary>A device that keeps a replica by following its sync token.</summary>
internal sealed class Follower(App app, string collections = "orders,profile", string version = "v2")
{
    public string? Token { get; set; }

    public Dictionary<string, JsonElement> Rows { get; } = new(StringComparer.Ordinal);

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
                Rows[item.Text("id")] = item;
            }

            foreach (var id in collection.Value.GetProperty("deleted").EnumerateArray())
            {
                Rows.Remove(id.GetString()!);
            }
        }

        Token = page.Text("syncToken");
    }

    /// <summary>Compares the orders with what the server lists, and the profile with what it says.</summary>
    public async Task AssertEqualsServerAsync()
    {
        var server = new SortedDictionary<string, string>(StringComparer.Ordinal);
        string? next = null;
        do
        {
            var page = await app.ReadAsync($"/api/{version}/orders?limit=100{(next is null ? "" : $"&after={next}")}");
            foreach (var order in page.GetProperty("items").EnumerateArray())
            {
                server[order.Text("id")] = order.GetRawText();
            }

            next = page.GetProperty("next").GetString();
        }
        while (next is not null);

        if (collections.Contains("profile", StringComparison.Ordinal))
        {
            var profile = await app.ReadAsync($"/api/{version}/profile");
            server[profile.Text("id")] = profile.GetRawText();
        }

        Assert.Equal(server, new(Rows.ToDictionary(row => row.Key, row => row.Value.GetRawText()), StringComparer.Ordinal));
    }
}
