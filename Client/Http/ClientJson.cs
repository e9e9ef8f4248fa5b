using System.Text.Json.Serialization;

namespace Mobile.Client;

/// <summary>Writes what the library sends and reads what it has stored. Generated at compile time: no reflection on the phone.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(BatchRequest))]
[JsonSerializable(typeof(IdTokenClaims))]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(UserProfile))]
internal sealed partial class ClientJson : JsonSerializerContext;
