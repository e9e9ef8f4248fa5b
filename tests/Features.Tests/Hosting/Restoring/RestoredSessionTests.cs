using System.Net;
using Mobile.Testing.Scenarios.Recovery;

namespace Mobile.Features.Tests.Hosting.Restoring;

/// <summary>Who was signed out stays out, who was signed in stays in, and nobody is taken for a thief because of a restore.</summary>
public sealed class RestoredSessionTests : RestoreScene
{
    private const string Orders = "/api/v2/orders";

    [Fact]
    public async Task Phones_that_refreshed_since_the_backup_stay_signed_in_and_those_that_were_signed_out_stay_out()
    {
        using var kept = await SignInAsync("alice", "phone-kept");
        using var lost = await SignInAsync("alice", "phone-lost");
        var stolen = kept.RefreshToken;
        await BackUpAsync();
        for (var i = 0; i < 3; i++)
        {
            await kept.RefreshAsync();
            await kept.ReadAsync(Orders);
        }

        var id = await Store.ReadAsync<string>("SELECT id FROM sessions WHERE device_id = 'phone-lost'");
        Assert.Equal(HttpStatusCode.NoContent, (await kept.DeleteAsync($"/api/v2/sessions/{id}", App.NewKey())).StatusCode);
        using var since = await SignInAsync("alice", "phone-since");

        var output = await RestoreAndStartAsync();

        Assert.Contains("of which 1 had been ended since the backup", output, StringComparison.Ordinal);
        using var keptNow = kept.At(Address);
        await keptNow.ReadAsync(Orders);
        await keptNow.RefreshAsync();
        await keptNow.ReadAsync(Orders);
        using var lostNow = lost.At(Address);
        await (await lostNow.RefreshAsync(lost.RefreshToken)).AssertOAuthErrorAsync("invalid_grant");
        await (await lostNow.GetAsync(Orders)).AssertProblemAsync(401, "token-invalid");
        using var sinceNow = since.At(Address);
        await sinceNow.ReadAsync(Orders);
        await sinceNow.RefreshAsync();
        Assert.Equal(4, await Store.ReadAsync<long>("SELECT generation FROM sessions WHERE device_id = 'phone-kept' AND revoked_at IS NULL"));
        Assert.Equal(1, await CountAsync("sessions WHERE id = @id AND revoked_reason = 'revoked-by-user'", new { id }));
        Assert.Equal(1, await CountAsync("audit_log WHERE action = 'session-revoked' AND subject = @subject", new { subject = $"session/{id}" }));

        // A token of long ago is a stolen one, as ever.
        await (await keptNow.RefreshAsync(stolen)).AssertOAuthErrorAsync("invalid_grant");
        Assert.Equal(1, await CountAsync("sessions WHERE device_id = 'phone-kept' AND revoked_reason = 'refresh-token-reused'"));
    }

    [Fact]
    public async Task A_session_that_ended_so_long_ago_that_it_is_forgotten_does_not_live_again()
    {
        using var alice = await SignInAsync("alice", "phone-forgotten");
        using var other = await SignInAsync("alice", "phone-other");
        await BackUpAsync();
        await Store.WriteAsync("DELETE FROM sessions WHERE device_id = 'phone-forgotten'");

        await RestoreAndStartAsync();

        using var now = alice.At(Address);
        await (await now.RefreshAsync(alice.RefreshToken)).AssertOAuthErrorAsync("invalid_grant");
        await (await now.GetAsync(Orders)).AssertProblemAsync(401, "token-invalid");
        using var otherNow = other.At(Address);
        await otherNow.RefreshAsync();
    }

    [Fact]
    public async Task A_user_whom_the_backup_does_not_know_signs_in_anew()
    {
        await BackUpAsync();
        PlainFile.Write(Backup, "PRAGMA foreign_keys = OFF; DELETE FROM orders WHERE user_id IN (SELECT id FROM users WHERE subject = 'pia'); DELETE FROM users WHERE subject = 'pia'");
        using var pia = await SignInAsync("pia", "phone-of-pia");
        var before = await pia.PlaceOrderAsync();

        await RestoreAndStartAsync();

        using var now = pia.At(Address);
        await (await now.GetAsync(Orders)).AssertProblemAsync(401, "token-invalid");
        var order = Contract.Of("v2").Order("MUG-RED", 1);
        await (await now.PostAsync(Orders, order, App.NewKey())).AssertProblemAsync(401, "token-invalid");
        await (await now.RegisterAsync(DeviceExtensions.NewInstallation(), DeviceExtensions.Registration())).AssertProblemAsync(401, "token-invalid");
        await (await now.RefreshAsync(pia.RefreshToken)).AssertOAuthErrorAsync("invalid_grant");
        using var again = await SignInAsync("pia", "phone-of-pia");
        Assert.NotEqual(before, await again.PlaceOrderAsync());
        Assert.Equal(0, await CountAsync("orders WHERE id = @before", new { before }));
    }

    [Fact]
    public async Task While_the_store_is_away_a_token_of_before_is_no_worse_than_any_and_fills_no_log()
    {
        using var alice = await SignInAsync("alice");
        await BackUpAsync();
        await RestoreAsync();
        await using var node = await ApiProcess.StartAsync(Store);
        using var now = alice.At(node.Address);
        await now.ReadAsync(Orders);
        File.Delete(Store.File);
        var order = Contract.Of("v2").Order("MUG-RED");

        await (await now.PostAsync(Orders, order, App.NewKey())).AssertProblemAsync(503, "store-unavailable");
        await (await now.GetAsync(Orders)).AssertProblemAsync(503, "store-unavailable");

        await node.SaysAsync("ended with store-unavailable");
        Assert.DoesNotContain("Exception occurred while processing message", node.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_who_signed_out_since_the_backup_stay_out_and_the_others_stay_in()
    {
        using var sam = await Browser.SignInAsync(Address, "sam");
        using var copied = sam.Copy();
        using var vera = await Browser.SignInAsync(Address, "vera");
        await BackUpAsync();
        await sam.PostAsync("/admin/signout", await sam.HiddenFieldsAsync("/admin", "/admin/signout"));

        await RestoreAndStartAsync();

        using var samNow = copied.Copy(Address);
        Assert.Equal("/dev-identity/authorize", (await samNow.GetAsync("/admin")).Headers.Location?.AbsolutePath);
        using var veraNow = vera.Copy(Address);
        Assert.Equal(HttpStatusCode.OK, (await veraNow.GetAsync("/admin")).StatusCode);
        Assert.Equal(1, await CountAsync("staff_sessions"));
    }

    [Fact]
    public async Task Keys_that_were_changed_since_the_backup_stay_changed()
    {
        using var alice = await SignInAsync("alice");
        await BackUpAsync();
        await StopAsync();
        await Store.WriteAsync("DELETE FROM signing_keys; DELETE FROM protection_keys");
        Start();
        var keys = await Store.QueryAsync<byte[]>("SELECT material FROM signing_keys ORDER BY id");

        await RestoreAndStartAsync();

        Assert.Equal(keys, await Store.QueryAsync<byte[]>("SELECT material FROM signing_keys ORDER BY id"));
        using var now = alice.At(Address);
        await (await now.GetAsync(Orders)).AssertProblemAsync(401, "token-invalid");
        await (await now.RefreshAsync(alice.RefreshToken)).AssertOAuthErrorAsync("invalid_grant");
    }

    [Fact]
    public async Task Of_another_store_nothing_is_carried_over_and_staff_sign_in_anew()
    {
        using var alice = await SignInAsync("alice", "phone-of-alice");
        using var sam = await Browser.SignInAsync(Address, "sam");
        await BackUpAsync();
        await StopAsync();
        File.Delete(Store.File);
        Start();
        using var stranger = await SignInAsync("alice", "phone-of-stranger");

        var output = await RestoreAndStartAsync();

        Assert.Contains("after-restore end-sessions", output, StringComparison.Ordinal);
        Assert.Equal(["phone-of-alice"], await Store.QueryAsync<string>("SELECT device_id FROM sessions"));
        Assert.Equal(0, await CountAsync("staff_sessions"));
        using var now = alice.At(Address);
        await now.RefreshAsync();
    }
}
