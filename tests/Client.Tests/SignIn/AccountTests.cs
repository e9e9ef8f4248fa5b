using System.Net;
using System.Text.Json;

namespace Mobile.Client.Tests.SignIn;

public sealed class AccountTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    [Fact]
    public async Task An_export_is_streamed_to_where_the_app_wants_it()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        phone.Network.LoseReply("/profile/export");
        using var file = new MemoryStream();

        await phone.App.ExportAccountAsync(file);

        Assert.Equal("alice@example.com", JsonDocument.Parse(file.ToArray()).RootElement.GetProperty("profile").GetProperty("email").GetString());
    }

    [Fact]
    public async Task A_deleted_account_leaves_nothing_on_the_phone_and_who_signs_in_again_begins_anew()
    {
        await using var phone = await Phone.SignInAsync(host, "bob");
        await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)], "sent");
        await phone.App.SyncAsync();
        await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)], "never sent");
        phone.Network.LoseReply("/profile");

        await phone.App.DeleteAccountAsync();

        Assert.Equal(2, phone.Network.To("/profile").Count());
        Assert.Single(phone.Network.To("/profile").Select(sent => sent.Key).Distinct());
        await AssertEmptyAsync(phone);
        await phone.App.SignInAsync();
        await phone.App.SyncAsync();
        Assert.Empty(await phone.App.Orders.ListAsync());
    }

    [Fact]
    public async Task Called_again_after_the_reply_was_lost_it_finds_the_account_deleted()
    {
        await using var phone = new Phone(host.Address, "sam") { MaxAttempts = 1 };
        await (await phone.OpenAsync()).SignInAsync();
        phone.Network.LoseReply("/profile");
        await Assert.ThrowsAsync<ServerUnreachableException>(() => phone.App.DeleteAccountAsync());
        Assert.True(phone.App.IsSignedIn);

        await (await phone.RestartAsync()).DeleteAccountAsync();

        await AssertEmptyAsync(phone);
    }

    [Fact]
    public async Task Called_again_when_the_access_token_has_expired_it_finds_the_account_deleted()
    {
        await using var phone = new Phone(host.Address, "pia") { MaxAttempts = 1 };
        await (await phone.OpenAsync()).SignInAsync();
        await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)], "never sent");
        phone.Network.LoseReply("/profile");
        await Assert.ThrowsAsync<ServerUnreachableException>(() => phone.App.DeleteAccountAsync());
        phone.Clock.Advance(TimeSpan.FromMinutes(11));

        await phone.App.DeleteAccountAsync();

        await AssertEmptyAsync(phone);
    }

    [Fact]
    public async Task Another_phone_is_told_that_the_account_is_gone()
    {
        await using var phone = await Phone.SignInAsync(host, "vera");
        await using var tablet = await Phone.SignInAsync(host, "vera");
        await phone.App.DeleteAccountAsync();
        tablet.Clock.Advance(TimeSpan.FromMinutes(11));

        var told = await Assert.ThrowsAsync<SignInRequiredException>(() => tablet.App.SyncAsync());

        Assert.True(told.AccountIsDeleted);
        Assert.False(tablet.App.IsSignedIn);
    }

    [Fact]
    public async Task Another_phone_is_told_while_its_access_token_is_good_and_keeps_what_it_has_not_sent()
    {
        await using var phone = await Phone.SignInAsync(host, "vera");
        await using var tablet = await Phone.SignInAsync(host, "vera");
        await tablet.App.SyncAsync();
        await phone.App.DeleteAccountAsync();
        await tablet.App.Orders.PlaceAsync([new("TRJ-MOS", 1)], "too late");

        var told = await Assert.ThrowsAsync<SignInRequiredException>(() => tablet.App.SyncAsync());

        Assert.True(told.AccountIsDeleted);
        Assert.Single(await tablet.App.Writes.ListAsync());
        Assert.Empty(await tablet.App.DeadLetters.ListAsync());
    }

    [Fact]
    public async Task A_deletion_that_the_server_did_not_answer_erases_nothing()
    {
        await using var phone = new Phone(host.Address, "alice") { MaxAttempts = 1 };
        await (await phone.OpenAsync()).SignInAsync();
        await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)], "mine");
        phone.Network.Answer("/profile", HttpStatusCode.ServiceUnavailable);

        await Assert.ThrowsAsync<ServerUnreachableException>(() => phone.App.DeleteAccountAsync());

        Assert.Single(await phone.App.Writes.ListAsync());
        Assert.True(phone.App.IsSignedIn);
    }

    private static async Task AssertEmptyAsync(Phone phone)
    {
        Assert.False(phone.App.IsSignedIn);
        Assert.Null(await phone.Vault.LoadAsync(CancellationToken.None));
        Assert.Empty(await phone.App.Writes.ListAsync());
        Assert.Empty(await phone.App.Orders.ListAsync());
    }
}
