using Mobile.Features.Orders;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Tests.Orders;

/// <summary>Over the orders of the sample shop and the test's own. Each test has a host of its own: it counts them all.</summary>
public abstract class SearchOrdersTests(TestHost host) : IAsyncLifetime
{
    public sealed class Sqlite() : SearchOrdersTests(new SqliteApiHost());

    public sealed class SqlServer() : SearchOrdersTests(new SqlServerApiHost());

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [EngineFact]
    public async Task Pages_show_every_order_once_newest_first()
    {
        var all = await host.Store.QueryAsync<string>("SELECT id FROM orders ORDER BY placed_at DESC, id DESC");

        Assert.Equal(all, await WalkAsync(new(Limit: 7)));
    }

    [EngineFact]
    public async Task A_status_and_days_narrow_it()
    {
        var times = await host.Store.QueryAsync<long>("SELECT placed_at FROM orders ORDER BY placed_at");
        var (from, to) = (times[times.Count / 4], times[times.Count / 2]);
        var expected = await host.Store.QueryAsync<string>(
            "SELECT id FROM orders WHERE status = 'delivered' AND placed_at >= @from AND placed_at < @to ORDER BY placed_at DESC, id DESC", new { from, to });

        Assert.NotEmpty(expected);
        Assert.Equal(
            expected,
            await WalkAsync(new(Status: "delivered", From: DateTimeOffset.FromUnixTimeMilliseconds(from), To: DateTimeOffset.FromUnixTimeMilliseconds(to), Limit: 2)));
        Assert.Empty(await WalkAsync(new(Status: "lost")));
    }

    [EngineTheory]
    [InlineData("alice MEY")]
    [InlineData("Alice@Example")]
    [InlineData("(id)")]
    public async Task Orders_are_found_by_whose_they_are(string text)
    {
        var alice = await host.Store.ReadAsync<string>("SELECT id FROM users WHERE email = 'alice@example.com'");
        var expected = await host.Store.QueryAsync<string>("SELECT id FROM orders WHERE user_id = @alice ORDER BY placed_at DESC, id DESC", new { alice });

        Assert.NotEmpty(expected);
        Assert.Equal(expected, await WalkAsync(new(text == "(id)" ? alice : text, Limit: 3)));
        Assert.All((await SearchAsync(new(text == "(id)" ? alice : text))).Items, item => Assert.Equal("Alice Meyer", item.Customer.Name));
    }

    [EngineFact]
    public async Task An_order_is_found_by_its_id_or_the_start_of_it()
    {
        using var bob = await host.SignInAsync("bob");
        var id = await bob.PlaceOrderAsync();

        Assert.Equal([id], await WalkAsync(new(id)));
        Assert.Contains(id, await WalkAsync(new($" {id[..SearchOrders.MinIdStart].ToUpperInvariant()} ")));
        Assert.Empty(await WalkAsync(new(id[..(SearchOrders.MinIdStart - 1)])));
    }

    [EngineFact]
    public async Task What_its_customer_has_removed_is_shown_as_removed()
    {
        using var bob = await host.SignInAsync("bob");
        var id = await bob.PlaceOrderAsync();
        await bob.DeleteAsync($"/api/{ApiVersions.Current}/orders/{id}", version: 1);

        var item = Assert.Single((await SearchAsync(new(id))).Items);

        Assert.Equal((true, 2L), (item.RemovedAt is not null, item.Version));
    }

    [EngineTheory]
    [InlineData("%")]
    [InlineData("_lice")]
    [InlineData("'; DROP TABLE orders; --")]
    [InlineData("Älice")]
    [InlineData("nobody")]
    public async Task No_character_has_a_meaning(string text) => Assert.Empty(await WalkAsync(new(text)));

    [EngineFact]
    public async Task Where_too_many_customers_are_meant_the_page_says_so()
    {
        for (var i = 0; i <= Features.Profile.UserDirectory.MaxFound; i++)
        {
            await host.Store.WriteAsync(
                "INSERT INTO users (id, issuer, subject, name, created_at) VALUES (@id, 'test', @id, 'Zacharias', 0)", new { id = $"zacharias-{i}" });
        }

        Assert.True((await SearchAsync(new("zach"))).HasMoreCustomers);
        Assert.False((await SearchAsync(new("alice"))).HasMoreCustomers);
    }

    [EngineFact]
    public async Task Only_staff_search() =>
        await Assert.ThrowsAsync<ProblemException>(() => new Desk(host.Services, "alice").AskAsync((SearchOrders.Handler handler) => handler.SearchAsync(new(), default)));

    private async Task<IReadOnlyList<string>> WalkAsync(SearchOrders.Query query)
    {
        List<string> ids = [];
        Position? next = null;
        do
        {
            var page = await SearchAsync(query with { After = next });
            ids.AddRange(page.Items.Select(item => item.Id));
            next = page.Next;
        }
        while (next is not null);

        return ids;
    }

    private Task<SearchOrders.Page> SearchAsync(SearchOrders.Query query) =>
        Desk.OfViewer(host.Services).AskAsync((SearchOrders.Handler handler) => handler.SearchAsync(query, default));
}
