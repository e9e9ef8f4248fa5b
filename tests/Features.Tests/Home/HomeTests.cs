namespace Mobile.Features.Tests.Home;

public abstract class HomeTests(TestHost host)
{
    public sealed class Sqlite(SqliteHost host) : HomeTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : HomeTests(host), IClassFixture<SqlServerHost>;

    [EngineTheory]
    [EveryVersion]
    public async Task Each_part_is_what_its_own_endpoint_answers(string version)
    {
        using var alice = await host.SignInAsync("alice");

        var home = await alice.ReadAsync($"/api/{version}/home");

        Assert.Equal(["orders", "products", "profile"], home.EnumerateObject().Select(part => part.Name));
        Assert.All(home.EnumerateObject(), part => Assert.Equal(200, part.Value.GetProperty("status").GetInt32()));
        Assert.Equal((await alice.ReadAsync($"/api/{version}/profile")).GetRawText(), home.GetProperty("profile").GetProperty("data").GetRawText());
        Assert.Equal(
            (await alice.ReadAsync($"/api/{version}/orders?limit=5")).GetProperty("items").GetRawText(),
            home.GetProperty("orders").GetProperty("data").GetProperty("items").GetRawText());
        Assert.Equal(10, home.GetProperty("products").GetProperty("data").GetProperty("items").GetArrayLength());
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_screen_asks_for_the_parts_it_shows(string version)
    {
        using var alice = await host.SignInAsync("alice");

        Assert.Equal(["profile"], (await alice.ReadAsync($"/api/{version}/home?include=profile")).EnumerateObject().Select(part => part.Name));
        await (await alice.GetAsync($"/api/{version}/home?include=profile,weather")).AssertProblemAsync(400, "invalid-parameter");
        await (await App.Anonymous(host.Address).GetAsync($"/api/{version}/home")).AssertProblemAsync(401, "unauthenticated");
    }
}

/// <summary>Breaks a table, so each test has a host of its own.</summary>
public sealed class HomeWithABrokenPartTests : IAsyncLifetime
{
    private readonly SqliteHost host = new();

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [Theory]
    [EveryVersion]
    public async Task One_part_that_fails_leaves_the_others_as_they_are(string version)
    {
        using var alice = await host.SignInAsync("alice");
        await host.Store.WriteAsync("ALTER TABLE products RENAME TO lost");

        var home = await alice.ReadAsync($"/api/{version}/home");

        Assert.Equal(200, home.GetProperty("orders").GetProperty("status").GetInt32());
        Assert.Equal(200, home.GetProperty("profile").GetProperty("status").GetInt32());
        var part = home.GetProperty("products");
        Assert.Equal(500, part.GetProperty("status").GetInt32());
        Assert.False(part.TryGetProperty("data", out _));
        Assert.Equal("internal-error", part.GetProperty("problem").Text("code"));
        Assert.DoesNotContain("no such table", home.GetRawText(), StringComparison.Ordinal);
    }
}
