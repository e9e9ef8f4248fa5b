using Microsoft.Playwright;
using Mobile.Admin.Tests.Support;

namespace Mobile.Admin.Tests.Orders;

public sealed class OrderSearchTests(Dashboard dashboard) : IClassFixture<Dashboard>
{
    [BrowserFact]
    public async Task An_order_is_found_by_customer_status_and_day_and_the_search_stays_on_reload()
    {
        using var alice = await dashboard.Host.SignInAsync("alice");
        using var bob = await dashboard.Host.SignInAsync("bob");
        var (order, other) = (await alice.PlaceOrderAsync(), await bob.PlaceOrderAsync());
        await using var vera = await dashboard.OpenAsync("vera", "/admin/orders");
        var today = TimeZoneInfo.ConvertTimeBySystemTimeZoneId(dashboard.Host.Clock.GetUtcNow(), "Europe/Berlin").ToString("yyyy-MM-dd");

        await vera.Field("Customer or order").FillAsync("alice@");
        await vera.Page.GetByLabel("Status").SelectOptionAsync("placed");
        await vera.Field("Placed from").FillAsync(today);
        await vera.Field("Placed until").FillAsync(today);
        await vera.Button("Search").ClickAsync();

        for (var visit = 0; visit < 2; visit++)
        {
            await Assertions.Expect(vera.Link(order)).ToBeVisibleAsync();
            await Assertions.Expect(vera.Link(other)).ToHaveCountAsync(0);
            await Assertions.Expect(vera.Field("Placed until")).ToHaveValueAsync(today);
            await vera.Page.ReloadAsync();
        }

        await vera.Link(order).ClickAsync();
        await Assertions.Expect(vera.Heading($"Order {order}")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Orders_are_paged_by_links_that_can_be_sent_to_a_colleague()
    {
        using var alice = await dashboard.Host.SignInAsync("alice");
        for (var i = 0; i < 21; i++)
        {
            await alice.PlaceOrderAsync();
        }

        await using var vera = await dashboard.OpenAsync("vera", "/admin/orders");
        await vera.Link("Next page").ClickAsync();
        var first = await vera.Region("Orders").Locator("tbody a").First.InnerTextAsync();

        await using var pia = await dashboard.OpenAsync("pia", new Uri(vera.Page.Url).PathAndQuery);
        await Assertions.Expect(pia.Region("Orders").Locator("tbody a").First).ToHaveTextAsync(first);
    }

    [BrowserFact]
    public async Task What_cannot_be_read_in_an_address_is_left_out()
    {
        await using var vera = await dashboard.OpenAsync("vera", "/admin/orders?from=yesterday&to=9999-12-31&after=somewhere");

        await Assertions.Expect(vera.Region("Orders").Locator("tbody tr")).Not.ToHaveCountAsync(0);
        await vera.GoAsync("/admin/orders?status=lost&q=0000");
        await Assertions.Expect(vera.Page.GetByText("No order matches")).ToBeVisibleAsync();
    }
}
