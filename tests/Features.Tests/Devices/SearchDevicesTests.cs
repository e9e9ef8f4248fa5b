using System.Text.Json;
using Mobile.Features.Devices;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Tests.Devices;

/// <summary>Each test has a host of its own: it counts all devices, and moves the clock.</summary>
public abstract class SearchDevicesTests(TestHost host) : IAsyncLifetime
{
    public sealed class Sqlite() : SearchDevicesTests(new SqliteApiHost());

    public sealed class SqlServer() : SearchDevicesTests(new SqlServerApiHost());

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [EngineFact]
    public async Task Pages_show_every_device_once_the_most_recently_seen_first()
    {
        var ids = new List<string>();
        foreach (var user in new[] { "alice", "bob", "alice", "vera", "bob" })
        {
            ids.Insert(0, await AddAsync(user));
            host.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(ids, await WalkAsync(new(Limit: 2)));
    }

    [EngineFact]
    public async Task Devices_seen_at_the_same_moment_are_each_shown_once()
    {
        var ids = new[] { await AddAsync("alice"), await AddAsync("alice"), await AddAsync("bob"), await AddAsync("bob"), await AddAsync("vera") };
        await host.Store.WriteAsync("UPDATE devices SET last_seen_at = 5");

        Assert.Equal(ids.OrderDescending(StringComparer.Ordinal), await WalkAsync(new(Limit: 2)));
    }

    [EngineTheory]
    [InlineData("alice m")]
    [InlineData("ALICE@")]
    [InlineData("(id)")]
    public async Task Devices_are_found_by_whose_they_are(string text)
    {
        var (phone, _) = (await AddAsync("alice"), await AddAsync("bob"));
        var user = text == "(id)" ? await host.Store.ReadAsync<string>("SELECT user_id FROM devices WHERE id = @phone", new { phone }) : text;

        var item = Assert.Single((await SearchAsync(new(SearchDevices.By.User, user))).Items);

        Assert.Equal((phone, "Alice Meyer", "alice@example.com"), (item.Id, item.User.Name, item.User.Email));
        Assert.Equal(("apns", "3.2.1", "18.1", "iPhone17,2", "de-CH", "Europe/Zurich"), (item.Platform, item.AppVersion, item.OsVersion, item.Model, item.Locale, item.TimeZone));
    }

    [EngineFact]
    public async Task Devices_are_found_by_the_start_of_their_id_or_model()
    {
        var phone = await AddAsync("alice");
        var pixel = await AddAsync("bob", platform: "fcmV1", model: "Pixel 9");

        Assert.Equal([phone], await WalkAsync(new(SearchDevices.By.Device, phone)));
        Assert.Equal([phone], await WalkAsync(new(SearchDevices.By.Device, phone[..^4])));
        Assert.Equal([pixel], await WalkAsync(new(SearchDevices.By.Model, "pixel")));
        Assert.Equal([phone], await WalkAsync(new(SearchDevices.By.Model, " iPhone17")));
        Assert.Empty(await WalkAsync(new(SearchDevices.By.Model, "17")));
        Assert.Empty(await WalkAsync(new(SearchDevices.By.Model, "%")));
        Assert.Empty(await WalkAsync(new(SearchDevices.By.Device, "%")));
        Assert.Empty(await WalkAsync(new(SearchDevices.By.User, "_")));
    }

    [EngineFact]
    public async Task A_platform_and_an_app_version_narrow_it()
    {
        var phone = await AddAsync("alice");
        var old = await AddAsync("alice", appVersion: "2.9.0");
        var pixel = await AddAsync("bob", platform: "fcmV1");

        Assert.Equal([pixel], await WalkAsync(new(Platform: "fcmV1")));
        Assert.Equal([old], await WalkAsync(new(AppVersion: "2.9.0")));
        Assert.Equal([phone], await WalkAsync(new(SearchDevices.By.User, "alice", "apns", "3.2.1")));
        Assert.Empty(await WalkAsync(new(Platform: "fcmV1", AppVersion: "2.9.0")));
        Assert.Empty(await WalkAsync(new(Platform: "wns")));
    }

    [EngineFact]
    public async Task What_has_ended_is_shown_by_itself_with_the_reason()
    {
        var (kept, gone, first) = (await AddAsync("alice"), await AddAsync("bob"), await AddAsync("bob"));
        foreach (var id in new[] { first, gone })
        {
            host.Clock.Advance(TimeSpan.FromMinutes(1));
            await Desk.OfPush(host.Services).GetAsync((EndRegistration.Handler handler) => handler.EndAsync(id, default));
        }

        Assert.Equal([kept], await WalkAsync(new()));
        Assert.Equal([gone, first], await WalkAsync(new(Ended: true, Limit: 1)));
        Assert.Equal([gone, first], await WalkAsync(new(SearchDevices.By.User, "bob", Ended: true)));
        var ended = (await SearchAsync(new(Ended: true))).Items[0];
        Assert.Equal(UnregisteredReasons.EndedByStaff, ended.EndedReason);
        Assert.InRange(ended.EndedAt!.Value, host.Clock.GetUtcNow().AddSeconds(-30), host.Clock.GetUtcNow());
    }

    [EngineFact]
    public async Task Those_whose_handle_the_hub_refuses_are_shown_by_themselves_and_counted()
    {
        var (refused, fine, ended) = (await AddAsync("alice"), await AddAsync("alice"), await AddAsync("alice"));
        await host.Store.WriteAsync("UPDATE devices SET hub_refused_at = 7 WHERE id IN @ids", new { ids = new[] { refused, ended } });
        using var alice = await host.SignInAsync("alice");
        await alice.DeleteAsync($"/api/{ApiVersions.Current}/devices/{ended}", App.NewKey());

        Assert.Equal([refused], await WalkAsync(new(Refused: true)));
        var item = Assert.Single((await SearchAsync(new(SearchDevices.By.User, "alice", Refused: true))).Items);
        Assert.Equal((refused, 7L), (item.Id, item.RefusedAt?.ToUnixTimeMilliseconds()));
    }

    [EngineFact]
    public async Task No_answer_for_staff_holds_a_handle()
    {
        var handle = App.NewKey();
        var phone = await AddAsync("alice", handle: handle);

        var answers = JsonSerializer.Serialize(new object[]
        {
            await SearchAsync(new()),
            await SearchAsync(new(SearchDevices.By.Device, phone)),
            await Desk.OfViewer(host.Services).GetAsync((GetDevice.Handler handler) => handler.GetAsync(phone, default)),
        });

        Assert.Contains(phone, answers, StringComparison.Ordinal);
        Assert.DoesNotContain(handle, answers, StringComparison.Ordinal);
        Assert.DoesNotContain(PushHandle.Hash(handle), answers, StringComparison.Ordinal);
        Assert.Empty(await WalkAsync(new(SearchDevices.By.Device, handle)));
    }

    [EngineFact]
    public async Task Only_staff_search() =>
        await Assert.ThrowsAsync<ProblemException>(() => new Desk(host.Services, "alice").AskAsync((SearchDevices.Handler handler) => handler.SearchAsync(new(), default)));

    private async Task<string> AddAsync(string user, string platform = "apns", string model = "iPhone17,2", string appVersion = "3.2.1", string? handle = null)
    {
        using var app = await host.SignInAsync(user);
        var (id, body) = (DeviceExtensions.NewInstallation(), DeviceExtensions.Registration(handle, platform));
        (body["model"], body["appVersion"]) = (model, appVersion);
        Assert.True((await app.RegisterAsync(id, body)).IsSuccessStatusCode);
        return id;
    }

    private async Task<IReadOnlyList<string>> WalkAsync(SearchDevices.Query query)
    {
        List<string> ids = [];
        Position? next = null;
        do
        {
            var page = await SearchAsync(query with { After = next });
            ids.AddRange(page.Items.Select(item => item.Id));
            next = page.Next;
        }
        while (next is not null);

        return ids;
    }

    private Task<SearchDevices.Page> SearchAsync(SearchDevices.Query query) =>
        Desk.OfViewer(host.Services).AskAsync((SearchDevices.Handler handler) => handler.SearchAsync(query, default));
}
