using System.Net;

namespace Mobile.Client.Tests.Push;

public sealed class DevicesTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    [Fact]
    public async Task This_device_is_registered_and_listed()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        phone.Network.LoseReply("/devices/" + phone.DeviceId);

        var device = await phone.App.Devices.RegisterAsync(new(NewToken(), "de-ch") { TimeZone = "Europe/Zurich", OsVersion = "18.1", Model = "iPhone17,2" });

        Assert.Equal((phone.DeviceId, "apns", "3.2.1", "de-CH", "Europe/Zurich"), (device.Id, device.Platform, device.AppVersion, device.Locale, device.TimeZone));
        Assert.True(device.Current);
        Assert.Equal((true, false), (device.Preferences.Categories["orders"], device.Preferences.Categories["promotions"]));
        var listed = Assert.Single(await phone.App.Devices.ListAsync(), each => each.Id == device.Id);
        Assert.Equal((device.RegisteredAt, device.OsVersion, device.Model), (listed.RegisteredAt, listed.OsVersion, listed.Model));
        Assert.Single(phone.Network.To("/devices/" + device.Id).Select(sent => sent.Key).Distinct());
    }

    [Fact]
    public async Task Preferences_are_changed_one_by_one()
    {
        await using var phone = await Phone.SignInAsync(host, "bob");
        await phone.App.Devices.RegisterAsync(new(NewToken(), "en") { Platform = "fcmV1" });

        await phone.App.Devices.UpdatePreferencesAsync(new() { Promotions = true, QuietHours = new("22:00", "07:00") });
        var both = await phone.App.Devices.UpdatePreferencesAsync(new() { Orders = false });
        var loud = await phone.App.Devices.UpdatePreferencesAsync(new() { QuietHours = null });

        Assert.Equal((false, true), (both.Categories["orders"], both.Categories["promotions"]));
        Assert.Equal(new QuietHours("22:00", "07:00"), both.QuietHours);
        Assert.Null(loud.QuietHours);
        var refused = await Assert.ThrowsAsync<ApiProblemException>(() => phone.App.Devices.UpdatePreferencesAsync(new() { QuietHours = new("7", "8") }));
        Assert.Equal("validation-failed", refused.Problem.Code);
    }

    [Fact]
    public async Task A_removed_device_and_one_that_signed_out_are_no_longer_listed()
    {
        await using var phone = await Phone.SignInAsync(host, "sam");
        await using var tablet = await Phone.SignInAsync(host, "sam");
        await phone.App.Devices.RegisterAsync(new(NewToken(), "en"));
        await tablet.App.Devices.RegisterAsync(new(NewToken(), "en"));

        await tablet.App.SignOutAsync();
        Assert.Equal([phone.DeviceId], (await phone.App.Devices.ListAsync()).Select(device => device.Id));
        await phone.App.Devices.RemoveAsync();

        Assert.Empty(await phone.App.Devices.ListAsync());
        var refused = await Assert.ThrowsAsync<ApiProblemException>(() => phone.App.Devices.UpdatePreferencesAsync(new() { Orders = true }));
        Assert.Equal("device-not-found", refused.Problem.Code);
    }

    [Fact]
    public async Task An_opened_push_is_reported_by_its_id()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        phone.Network.Answer("/opens", HttpStatusCode.NoContent);

        await phone.App.Devices.ReportOpenAsync("0197f0a05c1e7b3a9f000c8f6f7a1d42");

        var sent = Assert.Single(phone.Network.To($"/devices/{phone.DeviceId}/opens"));
        Assert.Equal((HttpMethod.Post, """{"pushId":"0197f0a05c1e7b3a9f000c8f6f7a1d42"}"""), (sent.Method, sent.Body));
        Assert.NotNull(sent.Key);
    }

    private static string NewToken() => App.NewKey();
}
