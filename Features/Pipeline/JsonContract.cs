using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mobile.Features.Pipeline;

/// <summary>How the wire's JSON is read and written: camelCase, exact names and types, no duplicates, times in UTC with milliseconds.</summary>
internal static class JsonContract
{
    public const int MaxDepth = 32;

    /// <summary>For answers that are put together from parts that are JSON already. Not for HTML: a quotation mark stays one byte long.</summary>
    private static readonly JsonWriterOptions Composed = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers with JSON that <paramref name="write"/> puts together.</summary>
    public static async Task WriteComposedAsync(this HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        await using (var writer = new Utf8JsonWriter(context.Response.BodyWriter, Composed))
        {
            write(writer);
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

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
        private const int Length = 24;

        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset().ToUniversalTime();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
        {
            // The round-trip format has a fast path, and seven digits of which the wire keeps three.
            Span<byte> text = stackalloc byte[28];
            value.UtcDateTime.TryFormat(text, out _, "O");
            text[Length - 1] = (byte)'Z';
            writer.WriteStringValue(text[..Length]);
        }
    }
}
