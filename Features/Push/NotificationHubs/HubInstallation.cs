using System.Text.Json;
using Mobile.Features.Devices;

namespace Mobile.Features.Push.NotificationHubs;

/// <summary>What the hub knows of a device.</summary>
/// <param name="Handle">The address that the platform gave the device: a secret.</param>
internal sealed record HubInstallation(string DeviceId, string UserId, PushPlatform Platform, string Handle, string Locale, DateTimeOffset Expires)
{
    /// <summary>As the body of a PUT; templates are empty, since every payload is composed here.</summary>
    public byte[] ToJson()
    {
        using var buffer = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("installationId", DeviceId);
            json.WriteString("userId", UserId);
            json.WriteString("pushChannel", Handle);
            json.WriteString("platform", Platform.Name());
            json.WriteStartArray("tags");
            json.WriteStringValue(HubTags.OfDevice(DeviceId));
            json.WriteStringValue(HubTags.OfUser(UserId));
            json.WriteStringValue(HubTags.OfPlatform(Platform));
            json.WriteStringValue(HubTags.OfLocale(Locale));
            json.WriteEndArray();
            json.WriteString("expirationTime", Expires.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"));
            json.WriteStartObject("templates");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    public override string ToString() => $"device {DeviceId}";
}
