using System.Text.Json;

namespace Mobile.Admin.Components.Pages.Devices;

/// <summary>What a phone shows of a push.</summary>
/// <param name="Link">Where a tap leads; null where it opens the app as it was.</param>
internal sealed record PhoneNotification(string Title, string Body, string? Link)
{
    /// <param name="payload">As APNs or FCM would have got it.</param>
    public static PhoneNotification Read(JsonElement payload)
    {
        var isFcm = Find(payload, "message") is not null;
        var shown = isFcm ? Find(payload, "message", "notification") : Find(payload, "aps", "alert");
        var data = isFcm ? Find(payload, "message", "data") : payload;
        return new(Text(shown, "title") ?? "", Text(shown, "body") ?? "", Text(data, "deepLink"));
    }

    private static string? Text(JsonElement? element, string name) =>
        element is { } parent && Find(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement? Find(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element;
    }
}
