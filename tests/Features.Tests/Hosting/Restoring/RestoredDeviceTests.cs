using System.Net;

namespace Mobile.Features.Tests.Hosting.Restoring;

/// <summary>Pushes that were declined stay declined, and reach nobody who has the phone of another.</summary>
public sealed class RestoredDeviceTests : RestoreScene
{
    [Fact]
    public async Task Consent_that_was_withdrawn_since_the_backup_stays_withdrawn_and_consent_that_was_given_is_not_assumed()
    {
        using var alice = await SignInAsync("alice");
        await RegisterAsync(alice, "withdrawn-device");
        await alice.PreferAsync("withdrawn-device", new { categories = new { promotions = true } });
        await RegisterAsync(alice, "given-device");
        await RegisterAsync(alice, "quiet-device");
        await RegisterAsync(alice, "loud-device");
        await alice.PreferAsync("loud-device", new { quietHours = new { from = "22:00", to = "07:00" } });
        await BackUpAsync();
        await alice.PreferAsync("withdrawn-device", new { categories = new { orders = false, promotions = false } });
        await alice.PreferAsync("given-device", new { categories = new { promotions = true } });
        await alice.PreferAsync("quiet-device", new { quietHours = new { from = "21:00", to = "08:00" } });
        await alice.PreferAsync("loud-device", new { quietHours = (object?)null });

        await RestoreAndStartAsync();

        using var now = alice.At(Address);
        var devices = (await now.ReadAsync("/api/v2/devices")).GetProperty("items").EnumerateArray().ToDictionary(
            device => device.Text("id"), device => device.GetProperty("preferences").GetRawText(), StringComparer.Ordinal);
        Assert.Equal("""{"categories":{"orders":false,"promotions":false},"quietHours":null}""", devices["withdrawn-device"]);
        Assert.Equal("""{"categories":{"orders":true,"promotions":false},"quietHours":null}""", devices["given-device"]);
        Assert.Equal("""{"categories":{"orders":true,"promotions":false},"quietHours":{"from":"21:00","to":"08:00"}}""", devices["quiet-device"]);
        Assert.Equal("""{"categories":{"orders":true,"promotions":false},"quietHours":{"from":"22:00","to":"07:00"}}""", devices["loud-device"]);
    }

    [Fact]
    public async Task Registrations_that_ended_or_moved_since_the_backup_have_ended()
    {
        using var alice = await SignInAsync("alice");
        using var bob = await SignInAsync("bob");
        using var phone = await SignInAsync("alice", "phone-signed-out");
        foreach (var device in new[] { "removed-device", "moved-device", "lost-device", "kept-device" })
        {
            await RegisterAsync(alice, device);
        }

        await RegisterAsync(phone, "signed-out-device");
        await BackUpAsync();
        await alice.DeleteAsync("/api/v2/devices/removed-device", App.NewKey());
        await RegisterAsync(bob, "moved-device");
        await RegisterAsync(bob, "since-device");
        await Store.WriteAsync("DELETE FROM devices WHERE id = 'lost-device'");
        await Store.WriteAsync("UPDATE devices SET hub_refused_at = 1 WHERE id = 'kept-device'");
        await phone.PostFormAsync("/oauth/revoke", new(StringComparer.Ordinal) { ["token"] = phone.RefreshToken });

        var output = await RestoreAndStartAsync();

        Assert.Contains("registration had ended or moved: 4", output, StringComparison.Ordinal);
        using var now = alice.At(Address);
        Assert.Equal(["kept-device"], await now.DeviceIdsAsync());
        using var bobNow = bob.At(Address);
        Assert.Empty(await bobNow.DeviceIdsAsync());
        Assert.Equal(
            ["lost-device stale", "moved-device moved", "removed-device removed", "signed-out-device signed-out"],
            await Store.QueryAsync<string>("SELECT id || ' ' || unregistered_reason FROM devices WHERE unregistered_at IS NOT NULL AND push_handle = '' ORDER BY id"));
        Assert.Equal(1, await CountAsync("devices WHERE id = 'kept-device' AND hub_refused_at = 1"));
    }

    [Fact]
    public async Task A_device_keeps_the_handle_and_the_session_that_it_has_by_now()
    {
        using var before = await SignInAsync("alice", "phone-renewed");
        await RegisterAsync(before, "renewed-device");
        await BackUpAsync();
        using var since = await SignInAsync("alice", "phone-renewed");
        var handle = App.NewKey();
        await RegisterAsync(since, "renewed-device", handle);

        await RestoreAndStartAsync();

        Assert.Equal(handle, await Store.ReadAsync<string>("SELECT push_handle FROM devices WHERE id = 'renewed-device' AND unregistered_at IS NULL AND hub_generation = 0"));
        using var now = since.At(Address);
        await now.PostFormAsync("/oauth/revoke", new(StringComparer.Ordinal) { ["token"] = since.RefreshToken });
        Assert.Equal(1, await CountAsync("devices WHERE id = 'renewed-device' AND unregistered_reason = 'signed-out'"));
    }

    private static async Task RegisterAsync(App app, string installation, string? handle = null)
    {
        var answer = await app.RegisterAsync(installation, DeviceExtensions.Registration(handle));
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created, $"{answer.StatusCode}");
    }
}
