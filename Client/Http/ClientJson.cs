using System.Text.Json.Serialization;

namespace Mobile.Client;

/// <summary>The library's own shapes, generated at compile time: no reflection on the phone.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(BatchRequest))]
[JsonSerializable(typeof(BatchReply))]
[JsonSerializable(typeof(SyncPage))]
[JsonSerializable(typeof(Discovery))]
[JsonSerializable(typeof(TokenReply))]
[JsonSerializable(typeof(IdTokenClaims))]
[JsonSerializable(typeof(AppConfig))]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(UserProfile))]
[JsonSerializable(typeof(Device))]
[JsonSerializable(typeof(DeviceList))]
[JsonSerializable(typeof(DevicePreferences))]
internal sealed partial class ClientJson : JsonSerializerContext;
