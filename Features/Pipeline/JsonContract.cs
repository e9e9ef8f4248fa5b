using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mobile.Features.Pipeline;

/// <summary>How the wire's JSON is read and written: camelCase, exact names and types, no duplicates, times in UTC with milliseconds.</summary>
internal static class JsonContract
{
    public const int MaxDepth = 32;

    public static void Apply(JsonSerializerOptions json)
    {
        json.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        json.PropertyNameCaseInsensitive = false;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.AllowDuplicateProperties = false;
        json.MaxDepth = MaxDepth;
        json.Converters.Add(new Rfc3339Converter());
    }

    /// <summary>RFC 3339 in UTC with exactly three fractional digits: <c>2026-03-01T09:30:00.000Z</c>.</summary>
    private sealed class Rfc3339Converter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset().ToUniversalTime();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
        {
            Span<byte> text = stackalloc byte[24];
            value.UtcDateTime.TryFormat(text, out var written, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
            writer.WriteStringValue(text[..written]);
        }
    }
}
