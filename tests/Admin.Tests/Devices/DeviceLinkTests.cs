using System.Net;
using System.Text.RegularExpressions;
using Mobile.Admin.Tests.Support;

namespace Mobile.Admin.Tests.Devices;

public sealed partial class DeviceLinkTests(Dashboard dashboard) : IClassFixture<Dashboard>
{
    [Fact]
    public async Task An_order_and_a_device_lead_to_all_devices_of_their_user()
    {
        var (first, second) = (DeviceExtensions.NewInstallation(), DeviceExtensions.NewInstallation());
        using var alice = await dashboard.Host.SignInAsync("alice", first);
        await alice.RegisterAsync(first, DeviceExtensions.Registration());
        using var other = await dashboard.Host.SignInAsync("alice", second);
        await other.RegisterAsync(second, DeviceExtensions.Registration());
        var foreign = DeviceExtensions.NewInstallation();
        using var bob = await dashboard.Host.SignInAsync("bob", foreign);
        await bob.RegisterAsync(foreign, DeviceExtensions.Registration());
        var order = await alice.PlaceOrderAsync();
        using var vera = await Browser.SignInAsync(dashboard.Address, "vera");

        foreach (var page in new[] { $"/admin/orders/{order}", $"/admin/devices/{first}" })
        {
            var link = DevicesLink().Match(await ReadAsync(vera, page)).Groups["href"].Value;
            var found = await ReadAsync(vera, WebUtility.HtmlDecode(link));

            Assert.Contains(first, found, StringComparison.Ordinal);
            Assert.Contains(second, found, StringComparison.Ordinal);
            Assert.DoesNotContain(foreign, found, StringComparison.Ordinal);
        }
    }

    private static async Task<string> ReadAsync(Browser browser, string path) => await (await browser.GetAsync(path)).Content.ReadAsStringAsync();

    [GeneratedRegex("<span class=\"links\"><a href=\"(?<href>[^\"]+)\">Devices</a>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DevicesLink();
}
