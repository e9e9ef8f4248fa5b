using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mobile.WalkingPhone;

/// <summary>Documents as they are, whatever their type.</summary>
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class Shown : JsonSerializerContext;
