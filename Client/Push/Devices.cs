using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Mobile.Client;

/// <summary>
/// The devices on which the user gets pushes. These calls need a network; each is repeated under one key until it is answered. Signing out
/// ends the registration of this device.
/// </summary>
public sealed class Devices
{
    private readonly MobileClientOptions options;
    private readonly HttpClient http;
    private readonly Backoff backoff;

    internal Devices(MobileClientOptions options, HttpClient http, Backoff backoff) => (this.options, this.http, this.backoff) = (options, http, backoff);

    /// <summary>
    /// Registers this device: after each sign-in, at each start while signed in, and when the platform hands out a new token. The same user
    /// finds the preferences again.
    /// </summary>
    /// <exception cref="ApiProblemException">400 <c>validation-failed</c>: leave out a time zone that the server does not know.</exception>
    /// <exception cref="SignInRequiredException">Nobody is signed in.</exception>
    /// <exception cref="ServerUnreachableException">There is no network; register at the next start.</exception>
    public Task<Device> RegisterAsync(DeviceRegistration registration, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(registration);
        var body = new JsonObject
        {
            ["platform"] = registration.Platform ?? (options.Platform == "ios" ? "apns" : "fcmV1"),
            ["pushToken"] = registration.PushToken,
            ["appVersion"] = options.AppVersion,
            ["osVersion"] = registration.OsVersion,
            ["model"] = registration.Model,
            ["locale"] = registration.Locale,
            ["timeZone"] = registration.TimeZone,
        };
        return AskAsync(HttpMethod.Put, Address(options.DeviceId), Json(body, "application/json"), ClientJson.Default.Device, stop);
    }

    /// <summary>All devices of the user, the most recently seen first.</summary>
    public async Task<IReadOnlyList<Device>> ListAsync(CancellationToken stop = default) =>
        (await AskAsync(HttpMethod.Get, "devices", null, ClientJson.Default.DeviceList, stop).ConfigureAwait(false)).Items;

    /// <summary>Changes what the user hears of on a device; this one, where none is named.</summary>
    /// <exception cref="ApiProblemException">404 <c>device-not-found</c>: it is not registered; 400: the quiet hours are no two different times.</exception>
    public Task<DevicePreferences> UpdatePreferencesAsync(DevicePreferenceChanges changes, string? deviceId = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return AskAsync(
            HttpMethod.Patch,
            Address(deviceId ?? options.DeviceId) + "/preferences",
            Json(changes.Patch, "application/merge-patch+json"),
            ClientJson.Default.DevicePreferences,
            stop);
    }

    /// <summary>Ends pushes on a device; on this one, where none is named. The user stays signed in.</summary>
    /// <exception cref="ApiProblemException">404 <c>device-not-found</c>: it was never registered, or is somebody else's by now.</exception>
    public async Task RemoveAsync(string? deviceId = null, CancellationToken stop = default) =>
        await SendAsync(HttpMethod.Delete, Address(deviceId ?? options.DeviceId), null, stop).ConfigureAwait(false);

    /// <summary>Tells that the user has opened a push on this device.</summary>
    /// <param name="pushId">The <c>pushId</c> that came with it.</param>
    /// <param name="stop">Ends the attempts.</param>
    /// <exception cref="ApiProblemException">404: the push is too old, or was for somebody else. There is nothing to do about it.</exception>
    public async Task ReportOpenAsync(string pushId, CancellationToken stop = default) => await SendAsync(
        HttpMethod.Post, Address(options.DeviceId) + "/opens", Json(new() { ["pushId"] = pushId }, "application/json"), stop).ConfigureAwait(false);

    private static string Address(string id) => "devices/" + Uri.EscapeDataString(id);

    private static StringContent Json(JsonObject body, string mediaType) => new(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue(mediaType));

    private async Task<T> AskAsync<T>(
        HttpMethod method, string address, HttpContent? content, JsonTypeInfo<T> type, CancellationToken stop) =>
        ServerJson.Read(await SendAsync(method, address, content, stop).ConfigureAwait(false), type);

    private async Task<byte[]> SendAsync(HttpMethod method, string address, HttpContent? content, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative)) { Content = content };
        using var answer = await http.SendAsync(request, stop).ConfigureAwait(false);
        var body = await answer.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false);
        return answer.IsSuccessStatusCode ? body : throw backoff.Refused(answer, body);
    }
}

/// <summary>The answer to a question for all devices.</summary>
internal sealed record DeviceList(IReadOnlyList<Device> Items);
