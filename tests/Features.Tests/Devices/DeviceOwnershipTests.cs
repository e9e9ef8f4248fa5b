using System.Net;

namespace Mobile.Features.Tests.Devices;

/// <summary>The last one to register an installation or a handle has it.</summary>
public abstract class DeviceOwnershipTests(TestHost host)
{
    private readonly string id = DeviceExtensions.NewInstallation();
    private readonly string other = DeviceExtensions.NewInstallation();
    private readonly string token = App.NewKey();

    public sealed class Sqlite(SqliteHost host) : DeviceOwnershipTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : DeviceOwnershipTests(host), IClassFixture<SqlServerHost>;

    [EngineTheory]
    [EveryVersion("alice")]
    [EveryVersion("bob")]
    public async Task A_handle_moves_to_the_installation_that_registered_it_last(string user, string version)
    {
        using var before = await host.SignInAsync("alice");
        using var after = await host.SignInAsync(user);
        await before.RegisterAsync(id, DeviceExtensions.Registration(token), version);

        var moved = await after.RegisterAsync(other, DeviceExtensions.Registration(token), version);

        Assert.Equal(HttpStatusCode.Created, moved.StatusCode);
        Assert.DoesNotContain(id, await before.DeviceIdsAsync(version));
        Assert.Contains(other, await after.DeviceIdsAsync(version));
        Assert.Equal(("moved", "", "", 2, 0), await EndAsync(id));
    }

    [EngineFact]
    public async Task The_same_text_on_another_platform_is_another_handle()
    {
        using var alice = await host.SignInAsync("alice");
        await alice.RegisterAsync(id, DeviceExtensions.Registration(token));
        await alice.RegisterAsync(other, DeviceExtensions.Registration(token, "fcmV1"));

        Assert.Equal(2, (await alice.DeviceIdsAsync()).Intersect([id, other]).Count());
    }

    [EngineTheory]
    [EveryVersion]
    public async Task An_installation_that_another_user_registers_is_theirs_and_begins_anew(string version)
    {
        using var alice = await host.SignInAsync("alice");
        using var bob = await host.SignInAsync("bob");
        await alice.RegisterAsync(id, DeviceExtensions.Registration(token), version);
        await alice.PreferAsync(id, new { categories = new { orders = false, promotions = true }, quietHours = new { from = "22:00", to = "07:00" } }, version);

        var taken = await bob.RegisterAsync(id, DeviceExtensions.Registration(token), version);

        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
        Assert.Equal("""{"categories":{"orders":true,"promotions":false},"quietHours":null}""", (await taken.ReadAsync()).GetProperty("preferences").GetRawText());
        Assert.DoesNotContain(id, await alice.DeviceIdsAsync(version));
        Assert.Contains(id, await bob.DeviceIdsAsync(version));
        await (await alice.PreferAsync(id, new { categories = new { orders = false } }, version)).AssertProblemAsync(404, "device-not-found");
        await (await alice.DeleteAsync($"/api/{version}/devices/{id}", App.NewKey())).AssertProblemAsync(404, "device-not-found");
        Assert.Equal((2, 0), (await host.Store.QueryAsync<(long, long)>("SELECT revision, hub_generation FROM devices WHERE id = @id", new { id })).Single());
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_removed_device_is_gone_and_comes_back_with_its_preferences(string version)
    {
        using var alice = await host.SignInAsync("alice");
        await alice.RegisterAsync(id, DeviceExtensions.Registration(token), version);
        await alice.PreferAsync(id, new { categories = new { promotions = true } }, version);

        var removed = await alice.DeleteAsync($"/api/{version}/devices/{id}", App.NewKey());
        var again = await alice.DeleteAsync($"/api/{version}/devices/{id}", App.NewKey());

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (removed.StatusCode, again.StatusCode));
        Assert.False(again.IsReplay());
        Assert.DoesNotContain(id, await alice.DeviceIdsAsync(version));
        Assert.Equal(("removed", "", "", 2, 0), await EndAsync(id));
        await (await alice.PreferAsync(id, new { categories = new { orders = false } }, version)).AssertProblemAsync(404, "device-not-found");
        var back = await alice.RegisterAsync(id, DeviceExtensions.Registration(token), version);
        Assert.Equal(HttpStatusCode.Created, back.StatusCode);
        Assert.True((await back.ReadAsync()).GetProperty("preferences").GetProperty("categories").GetProperty("promotions").GetBoolean());
    }

    [EngineTheory]
    [EveryVersion]
    public async Task A_device_that_nobody_knows_cannot_be_removed(string version)
    {
        using var alice = await host.SignInAsync("alice");

        await (await alice.DeleteAsync($"/api/{version}/devices/{id}", App.NewKey())).AssertProblemAsync(404, "device-not-found");
    }

    [EngineFact]
    public async Task Of_two_users_who_register_one_handle_at_once_one_has_it()
    {
        using var alice = await host.SignInAsync("alice");
        using var bob = await host.SignInAsync("bob");
        for (var round = 0; round < 25; round++)
        {
            var handle = DeviceExtensions.Registration(App.NewKey());

            await BothAsync(alice.RegisterAsync(id, handle), bob.RegisterAsync(other, handle.DeepClone()));

            Assert.Single((await alice.DeviceIdsAsync()).Concat(await bob.DeviceIdsAsync()).Intersect([id, other]));
        }
    }

    [EngineFact]
    public async Task Of_two_users_who_register_one_installation_at_once_one_has_it()
    {
        using var alice = await host.SignInAsync("alice");
        using var bob = await host.SignInAsync("bob");
        for (var round = 0; round < 25; round++)
        {
            var installation = DeviceExtensions.NewInstallation();

            await BothAsync(
                alice.RegisterAsync(installation, DeviceExtensions.Registration()), bob.RegisterAsync(installation, DeviceExtensions.Registration()));

            Assert.Single((await alice.DeviceIdsAsync()).Concat(await bob.DeviceIdsAsync()), each => each == installation);
        }
    }

    private static async Task BothAsync(params Task<HttpResponseMessage>[] registrations)
    {
        foreach (var answer in await Task.WhenAll(registrations))
        {
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    private async Task<(string Reason, string Handle, string Hash, long Revision, long Generation)> EndAsync(string device) =>
        (await host.Store.QueryAsync<(string, string, string, long, long)>(
            "SELECT unregistered_reason, push_handle, push_handle_hash, revision, hub_generation FROM devices WHERE id = @device", new { device })).Single();
}
