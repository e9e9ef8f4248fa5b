using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Mobile.Client;

/// <summary>
/// The devices on which the user gets pushes. These calls need a network; each is repeated under one key until it is answered. Signing out
/// ends the registration of this device.
/// </summary>
public sealed class Devices
{
    private readonly MobileClientOptions options;
    private readonly ApiCalls calls;

    internal Devices(MobileClientOptions options, ApiCalls calls) => (this.options, this.calls) = (options, calls);

    /// <summary>
    /// Registers this device: after each sign-in, at each start while signed in, and when the platform hands out a new token. The same user
    /// finds the preferences again. A locale, time zone, version or model that the server cannot read is unknown to it, and named in
    /// <see cref="Device.Warnings"/>: log it, for nobody else will tell.
    /// </summary>
    /// <exception cref="ApiProblemException">400 <c>validation-failed</c>: of iOS, send the device token as hex.</exception>
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
        return SendAsync(
            HttpMethod.Put,
            Address(options.DeviceId),
            Json(body, "application/json"),
            ExpectedAnswer.Json(WireJson.Default.Device, HttpStatusCode.OK, HttpStatusCode.Created),
            stop);
    }

    /// <summary>All devices of the user, the most recently seen first.</summary>
    public async Task<IReadOnlyList<Device>> ListAsync(CancellationToken stop = default) =>
        (await SendAsync(
            HttpMethod.Get,
            "devices",
            null,
            ExpectedAnswer.Json(WireJson.Default.DeviceList, list => list.Items.Contains(null) ? null : list, Refusals.ReadProblem),
            stop).ConfigureAwait(false)).Items!;

    /// <summary>Changes what the user hears of on a device; this one, where none is named.</summary>
    /// <exception cref="ApiProblemException">404 <c>device-not-found</c>: it is not registered; 400: the quiet hours are no two different times.</exception>
    public Task<DevicePreferences> UpdatePreferencesAsync(DevicePreferenceChanges changes, string? deviceId = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return SendAsync(
            HttpMethod.Patch,
            Address(deviceId ?? options.DeviceId) + "/preferences",
            Json(changes.Patch, "application/merge-patch+json"),
            ExpectedAnswer.Json(WireJson.Default.DevicePreferences),
            stop);
    }

    /// <summary>Ends pushes on a device; on this one, where none is named. The user stays signed in.</summary>
    /// <exception cref="ApiProblemException">404 <c>device-not-found</c>: it was never registered, or is somebody else's by now.</exception>
    public async Task RemoveAsync(string? deviceId = null, CancellationToken stop = default) =>
        await SendAsync(HttpMethod.Delete, Address(deviceId ?? options.DeviceId), null, Done, stop).ConfigureAwait(false);

    /// <summary>Tells that the user has opened a push on this device.</summary>
    /// <param name="pushId">The <c>pushId</c> that came with it.</param>
    /// <param name="stop">Ends the attempts.</param>
    /// <exception cref="ApiProblemException">404: the push is too old, or was for somebody else. There is nothing to do about it.</exception>
    public async Task ReportOpenAsync(string pushId, CancellationToken stop = default) => await SendAsync(
        HttpMethod.Post,
        Address(options.DeviceId) + "/opens",
        Json(new() { ["pushId"] = pushId }, "application/json"),
        Done,
        stop).ConfigureAwait(false);

    private static ExpectedAnswer<object> Done => ExpectedAnswer.Empty(HttpStatusCode.NoContent, Refusals.ReadProblem);

    private static string Address(string id) => "devices/" + Uri.EscapeDataString(id);

    private static StringContent Json(JsonObject body, string mediaType) => new(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue(mediaType));

    private async Task<T> SendAsync<T>(
        HttpMethod method, string address, HttpContent? content, ExpectedAnswer<T> expected, CancellationToken stop)
        where T : class
    {
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative)) { Content = content };
        return await calls.SendAsync(request, expected, stop).ConfigureAwait(false);
    }
}

/// <summary>The answer to a question for all devices.</summary>
internal sealed record DeviceList(IReadOnlyList<Device?> Items);
