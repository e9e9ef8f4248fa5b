using System.Text.Json.Serialization;

namespace Mobile.Features.Devices;

/// <summary>The service that carries a push to a device, by its name on the wire and in the database.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PushPlatform>))]
public enum PushPlatform
{
    [JsonStringEnumMemberName("apns")]
    Apns,

    [JsonStringEnumMemberName("fcmV1")]
    FcmV1,
}

public static class PushPlatforms
{
    public static string Name(this PushPlatform platform) => platform switch
    {
        PushPlatform.Apns => "apns",
        PushPlatform.FcmV1 => "fcmV1",
        _ => throw new ArgumentOutOfRangeException(nameof(platform)),
    };

    public static PushPlatform Parse(string name) => name switch
    {
        "apns" => PushPlatform.Apns,
        "fcmV1" => PushPlatform.FcmV1,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such platform."),
    };
}
