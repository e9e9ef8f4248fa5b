using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Mobile.Features.Pipeline;

namespace Mobile.Testing;

public static class DeviceExtensions
{
    /// <summary>A name for an installation that no other test has.</summary>
    public static string NewInstallation() => $"installation-{App.NewKey()}";

    /// <summary>What a device says of itself.</summary>
    /// <param name="token">Its handle; null for one that no other test has.</param>
    public static JsonObject Registration(string? token = null, string platform = "apns", string locale = "de-CH", string? timeZone = "Europe/Zurich") => new()
    {
        ["platform"] = platform,
        ["pushToken"] = token ?? App.NewKey(),
        ["appVersion"] = "3.2.1",
        ["osVersion"] = "18.1",
        ["model"] = "iPhone17,2",
        ["locale"] = locale,
        ["timeZone"] = timeZone,
    };

    public static Task<HttpResponseMessage> RegisterAsync(this App app, string installation, JsonNode body, string version = ApiVersions.Current, string? key = null) =>
        app.SendAsync(HttpMethod.Put, $"/api/{version}/devices/{installation}", JsonContent.Create(body), ("Idempotency-Key", key ?? App.NewKey()));

    /// <summary>Changes what the device is told, and when.</summary>
    public static Task<HttpResponseMessage> PreferAsync(this App app, string installation, object patch, string version = ApiVersions.Current) =>
        app.SendAsync(HttpMethod.Patch, $"/api/{version}/devices/{installation}/preferences", JsonContent.Create(patch), ("Idempotency-Key", App.NewKey()));

    public static async Task<IReadOnlyList<string>> DeviceIdsAsync(this App app, string version = ApiVersions.Current) =>
        (await app.ReadAsync($"/api/{version}/devices")).GetProperty("items").Ids();
}
