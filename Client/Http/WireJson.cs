using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Mobile.Client;

/// <summary>Reads what comes over the wire: a member that the contract requires may be neither missing nor null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BatchReply))]
[JsonSerializable(typeof(SyncPage))]
[JsonSerializable(typeof(Discovery))]
[JsonSerializable(typeof(IssuerTokens))]
[JsonSerializable(typeof(SessionTokens))]
[JsonSerializable(typeof(OAuthRefusal))]
[JsonSerializable(typeof(AppConfig))]
[JsonSerializable(typeof(Device))]
[JsonSerializable(typeof(DeviceList))]
[JsonSerializable(typeof(DevicePreferences))]
internal sealed partial class WireJson : JsonSerializerContext
{
    /// <summary>Reads a body; null where it is no JSON, or not of the shape.</summary>
    public static T? Read<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static bool IsJson(HttpResponseMessage answer) => Is(answer, "application/json");

    public static bool IsProblem(HttpResponseMessage answer) => Is(answer, "application/problem+json");

    private static bool Is(HttpResponseMessage answer, string mediaType) =>
        string.Equals(answer.Content.Headers.ContentType?.MediaType, mediaType, StringComparison.OrdinalIgnoreCase);
}
