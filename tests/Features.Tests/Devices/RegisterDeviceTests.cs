using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mobile.Features.Devices;

namespace Mobile.Features.Tests.Devices;

public abstract class RegisterDeviceTests(TestHost host)
{
    private readonly string id = DeviceExtensions.NewInstallation();

    public sealed class Sqlite(SqliteHost host) : RegisterDeviceTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : RegisterDeviceTests(host), IClassFixture<SqlServerHost>;

    [EngineTheory]
    [EveryVersion]
    public async Task A_device_is_registered_once_and_shown_without_its_token(string version)
    {
        using var alice = await host.SignInAsync("alice");
        var registration = DeviceExtensions.Registration(locale: "zh-hant-tw", timeZone: "Asia/Kathmandu");

        var first = await alice.RegisterAsync(id, registration, version);
        var second = await alice.RegisterAsync(id, registration, version);

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        var answer = await second.ReadAsync();
        var listed = Assert.Single((await alice.ReadAsync($"/api/{version}/devices")).GetProperty("items").EnumerateArray(), device => device.Text("id") == id);
        Assert.Equal(listed.GetRawText(), answer.GetRawText());
        Assert.Equal(("apns", "3.2.1", "18.1", "iPhone17,2"), (answer.Text("platform"), answer.Text("appVersion"), answer.Text("osVersion"), answer.Text("model")));
        Assert.Equal(("zh-Hant-TW", "Asia/Kathmandu"), (answer.Text("locale"), answer.Text("timeZone")));
        Assert.Equal("""{"categories":{"orders":true,"promotions":false},"quietHours":null}""", answer.GetProperty("preferences").GetRawText());
        Assert.True(answer.GetProperty("current").GetBoolean());
        Assert.DoesNotContain((string)registration["pushToken"]!, answer.GetRawText() + await first.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [EngineTheory]
    [EveryVersion]
    public async Task What_a_device_need_not_say_may_be_left_out(string version)
    {
        using var alice = await host.SignInAsync("alice");

        var answer = await alice.RegisterAsync(id, new JsonObject
        {
            ["platform"] = "fcmV1",
            ["pushToken"] = App.NewKey(),
            ["appVersion"] = "3.2",
            ["locale"] = "DE",
            ["later"] = 1,
        }, version);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var device = await answer.ReadAsync();
        Assert.Equal(("fcmV1", "3.2.0", "de", "Etc/UTC"), (device.Text("platform"), device.Text("appVersion"), device.Text("locale"), device.Text("timeZone")));
        Assert.Equal(JsonValueKind.Null, device.GetProperty("model").ValueKind);
    }

    [EngineFact]
    public async Task A_repeated_registration_is_replayed()
    {
        using var alice = await host.SignInAsync("alice");
        var key = App.NewKey();
        var registration = DeviceExtensions.Registration();

        await alice.RegisterAsync(id, registration, key: key);
        var repeated = await alice.RegisterAsync(id, registration, key: key);

        Assert.Equal(HttpStatusCode.Created, repeated.StatusCode);
        Assert.True(repeated.IsReplay());
    }

    [EngineFact]
    public async Task The_hub_hears_of_what_it_must_know_and_else_every_ten_days()
    {
        using var alice = await host.SignInAsync("alice");
        var (token, another) = (App.NewKey(), App.NewKey());
        await alice.RegisterAsync(id, DeviceExtensions.Registration(token));
        await host.Store.WriteAsync("UPDATE devices SET hub_generation = 1 WHERE id = @id", new { id });

        Assert.Equal((1, 1), await SeenWithAsync(DeviceExtensions.Registration(token, timeZone: "Asia/Tokyo")));
        Assert.Equal((2, 0), await SeenWithAsync(DeviceExtensions.Registration(token, locale: "fr")));
        Assert.Equal((3, 0), await SeenWithAsync(DeviceExtensions.Registration(another, locale: "fr")));
        Assert.Equal((4, 0), await SeenWithAsync(DeviceExtensions.Registration(another, "fcmV1", "fr")));
        await host.Store.WriteAsync("UPDATE devices SET hub_generation = 1 WHERE id = @id", new { id });
        Assert.Equal((4, 1), await SeenWithAsync(DeviceExtensions.Registration(another, "fcmV1", "fr")));
        await host.Store.WriteAsync("UPDATE devices SET registered_at = registered_at - 864000000 WHERE id = @id", new { id });
        Assert.Equal((4, 1), await SeenWithAsync(DeviceExtensions.Registration(another, "fcmV1", "fr")));
        await host.Store.WriteAsync("UPDATE devices SET last_seen_at = last_seen_at - 700000000 WHERE id = @id", new { id });
        Assert.Equal((5, 0), await SeenWithAsync(DeviceExtensions.Registration(another, "fcmV1", "fr")));

        async Task<(long Revision, long Generation)> SeenWithAsync(JsonObject registration)
        {
            Assert.Equal(HttpStatusCode.OK, (await alice.RegisterAsync(id, registration)).StatusCode);
            return (await host.Store.QueryAsync<(long, long)>("SELECT revision, hub_generation FROM devices WHERE id = @id", new { id })).Single();
        }
    }

    [EngineFact]
    public async Task The_device_that_was_not_seen_for_longest_makes_room_for_the_21st()
    {
        using var bob = await host.SignInAsync("bob");
        var ids = Enumerable.Range(0, 21).Select(_ => DeviceExtensions.NewInstallation()).ToList();
        foreach (var each in ids[..20])
        {
            Assert.Equal(HttpStatusCode.Created, (await bob.RegisterAsync(each, DeviceExtensions.Registration())).StatusCode);
        }

        await bob.RegisterAsync(ids[0], DeviceExtensions.Registration());
        await bob.RegisterAsync(ids[20], DeviceExtensions.Registration());

        Assert.Equal(ids.Where(each => each != ids[1]).Order(StringComparer.Ordinal), (await bob.DeviceIdsAsync()).Order(StringComparer.Ordinal));
        Assert.Equal("too-many", await host.Store.ReadAsync<string>("SELECT unregistered_reason FROM devices WHERE id = @id", new { id = ids[1] }));
    }

    [EngineTheory]
    [EveryVersion("platform", "\"wns\"")]
    [EveryVersion("platform", "\"APNS\"")]
    [EveryVersion("platform", null)]
    [EveryVersion("pushToken", "\"\"")]
    [EveryVersion("pushToken", "\"two words\"")]
    [EveryVersion("pushToken", "\"schl\u00fcssel\"")]
    [EveryVersion("pushToken", null)]
    [EveryVersion("pushToken", "\"abc\"")]
    [EveryVersion("pushToken", "\"0x740f4707\"")]
    [EveryVersion("pushToken", "\"dA9HB7689095t8JdSOMzWJRfaqAdpd2zh0Yseq9hu3it\"")]
    [EveryVersion("pushToken", "\"ExponentPushToken[x]\"")]
    [EveryVersion("pushToken", "\"<740f4707 bebcf74f>\"")]
    [EveryVersion("pushToken", "\"{length = 32, bytes = 0x740f4707 bebcf74f ... 61bb78ad }\"")]
    [EveryVersion("appVersion", null)]
    [EveryVersion("locale", null)]
    public async Task A_wrong_member_is_refused_by_its_name(string member, string? value, string version)
    {
        using var alice = await host.SignInAsync("alice");
        var registration = DeviceExtensions.Registration();
        registration[member] = value is null ? null : JsonNode.Parse(value);

        var problem = await (await alice.RegisterAsync(id, registration, version)).AssertProblemAsync(400, "validation-failed");

        Assert.Equal([member], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
        Assert.True(member != "pushToken" || value is null or "\"\"" || problem.GetProperty("errors").GetRawText().Contains("as hex digits, two for each", StringComparison.Ordinal));
        Assert.DoesNotContain(id, await alice.DeviceIdsAsync());
    }

    [EngineTheory]
    [EveryVersion("ab")]
    [EveryVersion("740f4707bebcf74f9b7c25d48e3358945f6aa01da5ddb387462c7eaf61bb78ad")]
    [EveryVersion("740F4707BEBCF74F9B7C25D48E3358945F6AA01DA5DDB387462C7EAF61BB78AD00112233445566778899AABBCCDDEEFF")]
    public async Task A_token_of_Apple_is_hex_of_any_even_length_and_kept_in_lower_case(string token, string version)
    {
        using var alice = await host.SignInAsync("alice");

        Assert.Equal(HttpStatusCode.Created, (await alice.RegisterAsync(id, DeviceExtensions.Registration(token), version)).StatusCode);

        var row = (await host.Store.QueryAsync<(string, string)>("SELECT push_handle, push_handle_hash FROM devices WHERE id = @id", new { id })).Single();
        Assert.Equal((token.ToLowerInvariant(), PushHandle.Hash(token.ToLowerInvariant())), row);
    }

    [EngineFact]
    public async Task A_token_of_Apple_in_another_case_is_the_same_and_moves()
    {
        using var alice = await host.SignInAsync("alice");
        var (token, other) = ("ab" + App.NewKey(), DeviceExtensions.NewInstallation());
        await alice.RegisterAsync(id, DeviceExtensions.Registration(token));
        await alice.RegisterAsync(id, DeviceExtensions.Registration(token.ToUpperInvariant()));
        Assert.Equal(1, await host.Store.ReadAsync<long>("SELECT revision FROM devices WHERE id = @id", new { id }));

        await alice.RegisterAsync(other, DeviceExtensions.Registration(token.ToUpperInvariant()));

        Assert.Equal("moved", await host.Store.ReadAsync<string>("SELECT unregistered_reason FROM devices WHERE id = @id", new { id }));
        Assert.DoesNotContain(id, await alice.DeviceIdsAsync());
    }

    [EngineFact]
    public async Task A_token_of_FCM_in_another_case_is_another()
    {
        using var alice = await host.SignInAsync("alice");
        var (token, other) = ("ab" + App.NewKey(), DeviceExtensions.NewInstallation());

        await alice.RegisterAsync(id, DeviceExtensions.Registration(token, "fcmV1"));
        await alice.RegisterAsync(other, DeviceExtensions.Registration(token.ToUpperInvariant(), "fcmV1"));

        Assert.Subset((await alice.DeviceIdsAsync()).ToHashSet(StringComparer.Ordinal), new HashSet<string>([id, other], StringComparer.Ordinal));
        Assert.Equal(token.ToUpperInvariant(), await host.Store.ReadAsync<string>("SELECT push_handle FROM devices WHERE id = @other", new { other }));
    }

    [EngineTheory]
    [EveryVersion("appVersion", "new", "unknown")]
    [EveryVersion("appVersion", "", "unknown")]
    [EveryVersion("locale", "German", "und")]
    [EveryVersion("locale", "", "und")]
    [EveryVersion("timeZone", "Asia/Beijing", "Etc/Unknown")]
    [EveryVersion("timeZone", "posixrules", "Etc/Unknown")]
    [EveryVersion("timeZone", "", "Etc/Unknown")]
    [EveryVersion("model", "bell\u0007", null)]
    [EveryVersion("osVersion", "bell\u0007", null)]
    public async Task A_fact_that_cannot_be_read_is_unknown_and_named_and_the_device_registered(string member, string sent, string? stored, string version)
    {
        using var alice = await host.SignInAsync("alice");
        var registration = DeviceExtensions.Registration();
        registration[member] = sent;

        var answer = await alice.RegisterAsync(id, registration, version);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var device = await answer.ReadAsync();
        Assert.Equal(stored, device.GetProperty(member).GetString());
        var warning = Assert.Single(device.GetProperty("warnings").EnumerateObject());
        Assert.Equal((member, 1), (warning.Name, warning.Value.GetArrayLength()));
        var listed = Assert.Single((await alice.ReadAsync($"/api/{version}/devices")).GetProperty("items").EnumerateArray(), each => each.Text("id") == id);
        Assert.Equal(stored, listed.GetProperty(member).GetString());
        Assert.False(listed.TryGetProperty("warnings", out _));
    }

    [EngineTheory]
    [EveryVersion("appVersion", "v3.2", "3.2.0")]
    [EveryVersion("appVersion", "3.2.1 (45)", "3.2.1")]
    [EveryVersion("locale", "de_CH", "de-CH")]
    [EveryVersion("locale", "iw", "he")]
    [EveryVersion("locale", "zh-TW", "zh-Hant-TW")]
    [EveryVersion("locale", "en-US-u-fw-mon-mu-celsius-ms-metric-hc-h23", "en-US")]
    [EveryVersion("timeZone", "GMT+03:00", "GMT+03:00")]
    [EveryVersion("timeZone", "gmt-5", "GMT-05:00")]
    [EveryVersion("timeZone", "asia/tokyo", "Asia/Tokyo")]
    [EveryVersion("timeZone", "Asia/Calcutta", "Asia/Kolkata")]
    [EveryVersion("timeZone", "Etc/Unknown", "Etc/Unknown")]
    public async Task A_fact_is_stored_in_one_spelling(string member, string sent, string stored, string version)
    {
        using var alice = await host.SignInAsync("alice");
        var registration = DeviceExtensions.Registration();
        registration[member] = sent;

        var device = await (await alice.RegisterAsync(id, registration, version)).ReadAsync();

        Assert.Equal(stored, device.Text(member));
        Assert.False(device.TryGetProperty("warnings", out _));
    }

    [EngineFact]
    public async Task A_long_model_is_cut_between_characters_and_an_endless_fact_refused()
    {
        using var alice = await host.SignInAsync("alice");
        var registration = DeviceExtensions.Registration();
        registration["model"] = new string('m', 99) + "📱📱";
        registration["osVersion"] = new string('9', 51);

        var device = await (await alice.RegisterAsync(id, registration)).ReadAsync();

        Assert.Equal((new string('m', 99), new string('9', 50)), (device.Text("model"), device.Text("osVersion")));
        Assert.Equal(["model", "osVersion"], device.GetProperty("warnings").EnumerateObject().Select(warning => warning.Name));
        foreach (var member in new[] { "locale", "timeZone", "model", "osVersion" })
        {
            var endless = DeviceExtensions.Registration();
            endless[member] = new string('a', 4001);
            var problem = await (await alice.RegisterAsync(id, endless)).AssertProblemAsync(400, "validation-failed");
            Assert.Equal([member], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
        }
    }

    [EngineFact]
    public async Task A_token_may_have_4000_characters_and_no_more()
    {
        using var alice = await host.SignInAsync("alice");

        Assert.Equal(HttpStatusCode.Created, (await alice.RegisterAsync(id, DeviceExtensions.Registration(new('~', 4000), "fcmV1"))).StatusCode);
        await (await alice.RegisterAsync(id, DeviceExtensions.Registration(new('~', 4001), "fcmV1"))).AssertProblemAsync(400, "validation-failed");
    }

    [EngineTheory]
    [EveryVersion("short")]
    [EveryVersion("an%20installation")]
    [EveryVersion("installation%2Fone")]
    [EveryVersion("installationüü")]
    [EveryVersion("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task An_installation_has_8_to_64_plain_characters(string installation, string version)
    {
        using var alice = await host.SignInAsync("alice");

        await (await alice.RegisterAsync(installation, DeviceExtensions.Registration(), version)).AssertProblemAsync(400, "validation-failed");
    }
}
