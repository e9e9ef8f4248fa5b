using Microsoft.Playwright;
using Mobile.Admin.Tests.Support;
using Mobile.Features.Orders;

namespace Mobile.Admin.Tests.Orders;

public sealed class OrderPageTests(Dashboard dashboard) : IClassFixture<Dashboard>
{
    [BrowserFact]
    public async Task An_order_that_is_shipped_on_the_page_is_told_by_a_push()
    {
        var device = DeviceExtensions.NewInstallation();
        using var alice = await dashboard.Host.SignInAsync("alice", device);
        await alice.RegisterAsync(device, DeviceExtensions.Registration(locale: "en"));
        var order = await alice.PlaceOrderAsync();
        await using var pia = await dashboard.OpenAsync("pia", $"/admin/orders/{order}");

        await pia.Button("Ship this order").ClickAsync();

        await Assertions.Expect(pia.Notice).ToContainTextAsync("The order is shipped");
        await Assertions.Expect(pia.Button("Ship this order")).ToHaveCountAsync(0);
        var shipped = History(pia).Filter(new() { HasText = "shipped" });
        await Assertions.Expect(shipped).ToContainTextAsync("It was placed.");
        await Assertions.Expect(shipped).ToContainTextAsync("Pia Sandberg");
        await Assertions.Expect(shipped).ToContainTextAsync("the dashboard");

        await pia.GoAsync($"/admin/devices/{device}");
        await pia.Page.ReloadUntilShownAsync(pia.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Your order is on its way" }));
        await Assertions.Expect(pia.Region("Deliveries")).ToContainTextAsync("Your order is on its way");
        Assert.Contains("Your order is on its way", await alice.InboxTitlesAsync(device));
        Assert.Equal("shipped", (await alice.ReadAsync($"/api/v2/orders/{order}")).Text("status"));
    }

    [BrowserFact]
    public async Task The_history_tells_each_version_and_what_apps_of_each_api_version_see()
    {
        using var alice = await dashboard.Host.SignInAsync("alice");
        var order = await alice.PlaceOrderAsync(version: "v1");
        await alice.PatchAsync($"/api/v2/orders/{order}", new { note = "Ring twice", lines = new[] { new { sku = "MUG-RED", quantity = 3 } } }, version: 1);
        await using var vera = await dashboard.OpenAsync("vera", $"/admin/orders/{order}");

        await Assertions.Expect(History(vera)).ToHaveCountAsync(2);
        await Assertions.Expect(History(vera).Nth(0)).ToContainTextAsync("API v2");
        await Assertions.Expect(History(vera).Nth(0)).ToContainTextAsync("1 → 3");
        await Assertions.Expect(History(vera).Nth(0)).ToContainTextAsync("The note was changed.");
        await Assertions.Expect(History(vera).Nth(1)).ToContainTextAsync("API v1");
        await Assertions.Expect(vera.Region("Lines").GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("MUG-RED");
        await vera.Page.GetByText("v1", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(vera.Region("The order in v1")).ToContainTextAsync("\"createdAt\"");
        await vera.Page.GetByText("v2 (current)", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(vera.Region("The order in v2")).ToContainTextAsync("\"placedAt\"");
    }

    [BrowserFact]
    public async Task An_order_that_was_cancelled_meanwhile_is_not_shipped_and_the_page_says_why()
    {
        using var alice = await dashboard.Host.SignInAsync("alice");
        var order = await alice.PlaceOrderAsync();
        await using var sam = await dashboard.OpenAsync("sam", $"/admin/orders/{order}");
        await alice.PostAsync($"/api/v2/orders/{order}/cancel", new { }, App.NewKey());

        await sam.Button("Ship this order").ClickAsync();

        await Assertions.Expect(sam.Alert).ToContainTextAsync("The order cannot be shipped");
        await Assertions.Expect(History(sam).First).ToContainTextAsync("cancelled");
    }

    [Fact]
    public async Task An_order_is_unchanged_while_it_is_as_it_was_placed_whatever_its_version()
    {
        using var alice = await dashboard.Host.SignInAsync("alice");
        var order = await alice.PlaceOrderAsync();
        await dashboard.Host.Store.WriteAsync("UPDATE orders SET version = 1764579600001 WHERE id = @order", new { order });
        using var vera = await Browser.SignInAsync(dashboard.Address, "vera");

        Assert.Contains("<dd><span class=\"quiet\">Never</span></dd>", await ReadAsync(), StringComparison.Ordinal);
        await dashboard.Host.Store.WriteAsync("UPDATE orders SET updated_at = placed_at + 1 WHERE id = @order", new { order });
        Assert.DoesNotContain("Never", await ReadAsync(), StringComparison.Ordinal);

        async Task<string> ReadAsync() => await (await vera.GetAsync($"/admin/orders/{order}")).Content.ReadAsStringAsync();
    }

    [BrowserFact]
    public async Task Who_may_only_look_sees_the_order_and_no_button()
    {
        using var alice = await dashboard.Host.SignInAsync("alice");
        await using var vera = await dashboard.OpenAsync("vera", $"/admin/orders/{await alice.PlaceOrderAsync()}");

        await Assertions.Expect(History(vera)).ToHaveCountAsync(1);
        await Assertions.Expect(vera.Page.Locator("main form")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task An_order_is_shipped_without_scripts_too()
    {
        using var alice = await dashboard.Host.SignInAsync("alice");
        var order = await alice.PlaceOrderAsync();
        await using var pia = await dashboard.OpenAsync("pia", $"/admin/orders/{order}", Pages.WithoutScripts);

        await pia.Button("Ship this order").DblClickAsync();

        await Assertions.Expect(History(pia).Filter(new() { HasText = "shipped" })).ToHaveCountAsync(1);
        Assert.Equal("shipped", (await alice.ReadAsync($"/api/v2/orders/{order}")).Text("status"));
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_ships_once()
    {
        using var alice = await dashboard.Host.SignInAsync("alice");
        var order = await alice.PlaceOrderAsync();
        using var pia = await Browser.SignInAsync(dashboard.Address, "pia");
        var form = await pia.HiddenFieldsAsync($"/admin/orders/{order}", $"/admin/orders/{order}/ship");

        var answers = await Task.WhenAll(pia.PostAsync($"/admin/orders/{order}/ship", form), pia.PostAsync($"/admin/orders/{order}/ship", form));

        Assert.All(answers, answer => Assert.Equal((303, $"/admin/orders/{order}"), ((int)answer.StatusCode, answer.Headers.Location!.ToString())));
        var history = await Desk.OfViewer(dashboard.Services).GetAsync((GetOrderHistory.Handler orders) => orders.GetAsync(order, default));
        Assert.Equal(["shipped", "placed"], history.Entries.Select(entry => entry.Action));
        Assert.Equal(1, await dashboard.Host.Store.ReadAsync<long>($"SELECT CAST(COUNT(*) AS bigint) FROM audit_log WHERE action = 'order-shipped' AND subject = 'order/{order}'"));
    }

    private static ILocator History(Visit visit) => visit.Region("History").Locator("tbody tr");
}
