using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Mobile.Features.Devices;

namespace Mobile.Features.Push.NotificationHubs;

/// <summary>The calls of the hub's REST API that the product makes, in the documented form.</summary>
internal static class HubRequests
{
    private const string Json = "application/json;charset=utf-8";

    /// <summary>Cannot stand in a part: JSON writes a line break as two letters, and a boundary begins a line.</summary>
    private const string Boundary = "nh-batch-multipart-boundary";

    public static HubRequest Upsert(HubInstallation installation) =>
        new("upsert-installation", HttpMethod.Put, PathOf(installation.DeviceId), Content: () => Body(installation.ToJson(), Json));

    /// <param name="changes">Paths and values, such as <c>/pushChannel</c>; the service takes every value as a string.</param>
    public static HubRequest Patch(string deviceId, params IEnumerable<(string Path, string Value)> changes)
    {
        var patch = JsonSerializer.SerializeToUtf8Bytes(changes.Select(change => new { op = "replace", path = change.Path, value = change.Value }));
        return new("patch-installation", HttpMethod.Patch, PathOf(deviceId), Content: () => Body(patch, "application/json-patch+json"));
    }

    public static HubRequest Delete(string deviceId) => new("delete-installation", HttpMethod.Delete, PathOf(deviceId));

    public static HubRequest SendToTags(PushMessage message, TagExpression tags, DateTimeOffset now) =>
        Send("send-to-tags", message, now) with { Headers = [.. HeadersOf(message, now), ("ServiceBusNotification-Tags", tags.Text)] };

    public static HubRequest SendToHandle(PushMessage message, string handle, DateTimeOffset now) => Send("send-to-handle", message, now) with
    {
        Query = "&direct",
        Headers = [.. HeadersOf(message, now), ("ServiceBusNotification-DeviceHandle", handle)],
    };

    public static HubRequest SendToHandles(PushMessage message, IEnumerable<string> handles, DateTimeOffset now)
    {
        var devices = JsonSerializer.SerializeToUtf8Bytes(handles);
        return new("send-to-handles", HttpMethod.Post, "messages/$batch", Repeats: true, () => new MultipartContent("mixed", Boundary)
        {
            Part("notification", message.Payload), Part("devices", devices),
        })
        {
            Query = "&direct",
            Headers = HeadersOf(message, now),
        };
    }

    /// <summary>What became of a send; only one tier of the service tells.</summary>
    public static HubRequest Telemetry(string notificationId) =>
        new("get-telemetry", HttpMethod.Get, $"messages/{Uri.EscapeDataString(notificationId)}");

    /// <summary>Changes nothing; any key with the right to listen or manage may.</summary>
    public static HubRequest FirstRegistration { get; } = new("get-registrations", HttpMethod.Get, "registrations") { Query = "&$top=1" };

    private static string PathOf(string deviceId) => $"installations/{Uri.EscapeDataString(deviceId)}";

    private static HubRequest Send(string operation, PushMessage message, DateTimeOffset now) =>
        new(operation, HttpMethod.Post, "messages", Repeats: true, () => Body(message.Payload, Json)) { Headers = HeadersOf(message, now) };

    /// <summary>FCM v1 has everything in its body. Apple tries once only where no expiration is given.</summary>
    private static List<(string Name, string Value)> HeadersOf(PushMessage message, DateTimeOffset now)
    {
        if (message.Platform is PushPlatform.FcmV1)
        {
            return [("ServiceBusNotification-Format", "fcmv1")];
        }

        var content = message.Content;
        var expiration = (now + content.TimeToLive).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        List<(string, string)> headers =
        [
            ("ServiceBusNotification-Format", "apple"),
            ("apns-push-type", "alert"),
            ("apns-priority", content.Category is PushCategory.Orders ? "10" : "5"),
            ("apns-expiration", expiration),
        ];
        if (content.CollapseId is { } collapse)
        {
            headers.Add(("apns-collapse-id", collapse));
        }

        return headers;
    }

    private static ReadOnlyMemoryContent Body(ReadOnlyMemory<byte> json, string type)
    {
        var content = new ReadOnlyMemoryContent(json);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    private static ReadOnlyMemoryContent Part(string name, ReadOnlyMemory<byte> json)
    {
        var part = Body(json, Json);
        part.Headers.ContentDisposition = new ContentDispositionHeaderValue("inline") { Name = name };
        return part;
    }
}
