namespace Mobile.Client.Tests.SignIn;

public sealed class OwnershipTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    [Fact]
    public async Task A_second_user_starts_with_an_empty_replica()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        await phone.App.SyncAsync();
        await phone.App.SignOutAsync();
        phone.User = "vera";

        await phone.App.SignInAsync();

        Assert.Empty(await phone.App.Orders.ListAsync());
        await phone.App.SyncAsync();
        Assert.Equal("Vera Lindqvist", (await phone.App.Profile.GetAsync())!.Value.Name);
        Assert.Empty(await phone.App.Orders.ListAsync());
    }

    [Fact]
    public async Task A_second_user_cannot_take_over_while_the_first_has_unsent_writes()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)]);
        await phone.App.SignOutAsync();
        phone.User = "bob";
        phone.Network.Forget();

        var refusal = await Assert.ThrowsAsync<UnsentWritesException>(() => phone.App.SignInAsync());

        Assert.Equal(1, refusal.Count);
        Assert.False(phone.App.IsSignedIn);
        Assert.Empty(phone.Network.To("/oauth/token"));
        phone.User = "alice";
        await phone.App.SignInAsync();
        Assert.Equal(1, (await phone.App.SyncAsync()).Sent);
    }

    [Fact]
    public async Task Erasing_makes_room_for_a_second_user()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        await phone.App.Orders.PlaceAsync([new("TRJ-MOS", 1)]);
        await phone.App.SignOutAsync();
        phone.User = "bob";

        await phone.App.EraseAsync();
        await phone.App.SignInAsync();

        Assert.Empty(await phone.App.Writes.ListAsync());
        Assert.Equal(0, (await phone.App.SyncAsync()).Sent);
    }

    [Fact]
    public async Task Tokens_of_another_user_than_the_files_are_not_used()
    {
        await using var phone = await Phone.SignInAsync(host, "alice");
        await using var other = await Phone.SignInAsync(host, "bob");
        await phone.Vault.SaveAsync((await other.Vault.LoadAsync(CancellationToken.None))!, CancellationToken.None);

        await phone.RestartAsync();

        Assert.False(phone.App.IsSignedIn);
        await Assert.ThrowsAsync<SignInRequiredException>(() => phone.App.SyncAsync());
    }

    [Fact]
    public async Task What_is_written_before_the_first_sign_in_is_sent_after_it()
    {
        await using var phone = new Phone(host.Address, "bob");
        await (await phone.OpenAsync()).Orders.PlaceAsync([new("TRJ-MOS", 1)]);

        await phone.App.SignInAsync();

        Assert.Equal(1, (await phone.App.SyncAsync()).Sent);
    }
}
