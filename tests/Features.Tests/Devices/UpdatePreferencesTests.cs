using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Mobile.Features.Tests.Devices;

public abstract class UpdatePreferencesTests(TestHost host)
{
    private readonly string id = DeviceExtensions.NewInstallation();

    public sealed class Sqlite(SqliteHost host) : UpdatePreferencesTests(host), IClassFixture<SqliteHost>;

    public sealed class SqlServer(SqlServerHost host) : UpdatePreferencesTests(host), IClassFixture<SqlServerHost>;

    [EngineTheory]
    [EveryVersion]
    public async Task A_patch_changes_what_it_names(string version)
    {
        using var alice = await host.SignInAsync("alice");
        await alice.RegisterAsync(id, DeviceExtensions.Registration(), version);

        await AssertAsync("""{}""", """{"categories":{"orders":true,"promotions":false},"quietHours":null}""");
        await AssertAsync(
            """{"categories":{"promotions":true,"news":true},"later":1}""", """{"categories":{"orders":true,"promotions":true},"quietHours":null}""");
        await AssertAsync(
            """{"quietHours":{"from":"22:00","to":"07:05"}}""", """{"categories":{"orders":true,"promotions":true},"quietHours":{"from":"22:00","to":"07:05"}}""");
        await AssertAsync(
            """{"quietHours":{"to":"23:59"},"categories":{"orders":false}}""", """{"categories":{"orders":false,"promotions":true},"quietHours":{"from":"22:00","to":"23:59"}}""");
        await AssertAsync("""{"quietHours":null}""", """{"categories":{"orders":false,"promotions":true},"quietHours":null}""");

        async Task AssertAsync(string patch, string expected)
        {
            var answer = await PatchAsync(alice, patch, version);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(expected, await answer.Content.ReadAsStringAsync());
            var device = (await alice.ReadAsync($"/api/{version}/devices")).GetProperty("items").EnumerateArray().Single(each => each.Text("id") == id);
            Assert.Equal(expected, device.GetProperty("preferences").GetRawText());
        }
    }

    [EngineTheory]
    [EveryVersion("{\"quietHours\":{\"from\":\"22:00\",\"to\":\"22:00\"}}", "quietHours")]
    [EveryVersion("{\"quietHours\":{\"from\":\"22:00\"}}", "quietHours")]
    [EveryVersion("{\"quietHours\":{}}", "quietHours")]
    [EveryVersion("{\"quietHours\":{\"from\":\"\",\"to\":\"07:00\"}}", "quietHours")]
    [EveryVersion("{\"quietHours\":{\"from\":\"22:00\",\"to\":\"\"}}", "quietHours")]
    [EveryVersion("{\"quietHours\":{\"from\":\"24:00\",\"to\":\"07:00\"}}", "quietHours.from")]
    [EveryVersion("{\"quietHours\":{\"from\":\"22:00\",\"to\":\"7:00\"}}", "quietHours.to")]
    public async Task Quiet_hours_are_two_different_times(string patch, string member, string version)
    {
        using var alice = await host.SignInAsync("alice");
        await alice.RegisterAsync(id, DeviceExtensions.Registration(), version);

        var problem = await (await PatchAsync(alice, patch, version)).AssertProblemAsync(400, "validation-failed");

        Assert.Equal([member], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [EngineFact]
    public async Task What_the_user_wants_is_kept_when_the_device_registers_again()
    {
        using var alice = await host.SignInAsync("alice");
        var registration = DeviceExtensions.Registration();
        await alice.RegisterAsync(id, registration);
        await PatchAsync(alice, """{"categories":{"orders":false},"quietHours":{"from":"00:00","to":"06:30"}}""");

        var device = await (await alice.RegisterAsync(id, registration)).ReadAsync();

        Assert.Equal(
            """{"categories":{"orders":false,"promotions":false},"quietHours":{"from":"00:00","to":"06:30"}}""", device.GetProperty("preferences").GetRawText());
    }

    private Task<HttpResponseMessage> PatchAsync(App app, string patch, string version = Mobile.Features.Pipeline.ApiVersions.Current) => app.SendAsync(
        HttpMethod.Patch,
        $"/api/{version}/devices/{id}/preferences",
        new StringContent(patch, Encoding.UTF8, new MediaTypeHeaderValue("application/merge-patch+json")),
        ("Idempotency-Key", App.NewKey()));
}
