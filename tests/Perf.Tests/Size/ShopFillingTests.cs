using Mobile.Perf.Size;
using Mobile.Perf.Tests.Support;

namespace Mobile.Perf.Tests.Size;

public sealed class ShopFillingTests(FilledShop filled) : IClassFixture<FilledShop>
{
    private const string OfCrowd = "users u JOIN orders o ON o.user_id = u.id WHERE u.subject LIKE 'user-%'";

    [Fact]
    public async Task It_writes_as_many_orders_as_it_says()
    {
        Assert.Equal(FilledShop.Size.Orders, await CountAsync($"SELECT COUNT(*) FROM {OfCrowd}"));
        Assert.Equal(FilledShop.Size.LongHistory, await CountAsync($"SELECT COUNT(*) FROM {OfCrowd} AND u.subject = 'user-{FilledShop.Size.LongUser}'"));
    }

    [Fact]
    public async Task Everybody_has_about_as_many_orders()
    {
        var counts = await filled.Shop.Store.QueryAsync<long>($"SELECT COUNT(*) FROM {OfCrowd} AND u.subject <> 'user-{FilledShop.Size.LongUser}' GROUP BY u.id");

        Assert.Equal(FilledShop.Size.Users, counts.Count);
        Assert.All(counts, count => Assert.InRange(count, FilledShop.Size.Rounds - 1, FilledShop.Size.Rounds));
    }

    [Fact]
    public async Task The_orders_of_a_user_are_spread_over_the_whole_file()
    {
        const int Parts = 10;
        var part = $"(o.rowid - (SELECT MIN(o.rowid) FROM {OfCrowd})) * {Parts} / {FilledShop.Size.Orders}";
        var parts = await filled.Shop.Store.QueryAsync<long>($"SELECT COUNT(DISTINCT {part}) FROM {OfCrowd} GROUP BY u.id");

        Assert.All(parts, count => Assert.Equal(Parts, count));
    }

    [Fact]
    public async Task Each_user_has_a_sequence_without_gaps_that_the_feed_is_at_the_end_of()
    {
        var wrong = await CountAsync($"""
            SELECT COUNT(*) FROM (
                SELECT u.id, COUNT(DISTINCT o.seq) AS orders, MIN(o.seq) AS first, MAX(o.seq) AS last, f.seq AS feed
                FROM users u JOIN orders o ON o.user_id = u.id JOIN feeds f ON f.owner = u.id
                WHERE u.subject LIKE 'user-%' AND u.subject <> 'user-{FilledShop.Size.LongUser}' GROUP BY u.id)
            WHERE first <> 1 OR last <> orders OR feed < last
            """);

        Assert.Equal(0, wrong);
    }

    [Fact]
    public async Task The_database_has_every_index_again()
    {
        const string Indexes = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'index' AND tbl_name = 'orders'";
        await using var fresh = new SqliteStore();
        await using var _ = await ApiProcess.StartAsync(fresh);

        Assert.Equal(await fresh.ReadAsync<long>(Indexes), await CountAsync(Indexes));
    }

    [Fact]
    public async Task An_app_synchronises_the_long_history_and_then_what_has_changed_in_it()
    {
        using var anonymous = App.Anonymous(filled.Shop.Address);
        var app = anonymous.WithAccessToken(filled.Shop.LongUserToken);
        var orders = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var order in app.ReadListAsync("/api/v2/orders"))
        {
            orders.Add(order.Text("id"));
        }

        Assert.Equal(FilledShop.Size.LongHistory, orders.Count);
        var delta = await app.ReadAsync($"/api/v2/orders?limit=100&since={filled.Shop.BeforeChanges}");
        Assert.Equal(SizedShop.Changes, delta.GetProperty("items").GetArrayLength());
        Assert.Subset(orders, delta.GetProperty("items").Ids().ToHashSet(StringComparer.Ordinal));
        Assert.False(delta.GetProperty("more").GetBoolean());
    }

    private async Task<long> CountAsync(string sql) => await filled.Shop.Store.ReadAsync<long>(sql);
}
