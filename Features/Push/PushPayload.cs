using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mobile.Features.Devices;

namespace Mobile.Features.Push;

/// <summary>Renders a push as its platform wants it, as it goes over the wire: emoji and right-to-left text as they are, in UTF-8.</summary>
public static class PushPayload
{
    /// <summary>In bytes, at APNs and at FCM.</summary>
    public const int MaxBytes = 4096;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>May be larger than <see cref="MaxBytes"/>: whoever composes a push asks before it is stored.</summary>
    public static ReadOnlyMemory<byte> Render(PushPlatform platform, string pushId, PushContent content)
    {
        using var buffer = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            if (platform is PushPlatform.Apns)
            {
                WriteApns(json, pushId, content);
            }
            else
            {
                WriteFcm(json, pushId, content);
            }
        }

        return buffer.ToArray();
    }

    private static void WriteApns(Utf8JsonWriter json, string pushId, PushContent content)
    {
        json.WriteStartObject();
        json.WriteStartObject("aps");
        json.WriteStartObject("alert");
        WriteText(json, content);
        json.WriteEndObject();
        json.WriteString("sound", "default");
        json.WriteEndObject();
        WriteData(json, pushId, content);
        json.WriteEndObject();
    }

    private static void WriteFcm(Utf8JsonWriter json, string pushId, PushContent content)
    {
        json.WriteStartObject();
        json.WriteStartObject("message");
        json.WriteStartObject("notification");
        WriteText(json, content);
        json.WriteEndObject();
        json.WriteStartObject("data");
        WriteData(json, pushId, content);
        json.WriteEndObject();
        json.WriteStartObject("android");
        json.WriteString("priority", content.Category is PushCategory.Orders ? "high" : "normal");
        json.WriteString("ttl", string.Create(CultureInfo.InvariantCulture, $"{(long)content.TimeToLive.TotalSeconds}s"));
        if (content.CollapseId is { } collapse)
        {
            json.WriteString("collapse_key", collapse);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, PushContent content)
    {
        json.WritePropertyName("title");
        json.WriteRawValue(Quote(content.Title), skipInputValidation: true);
        json.WritePropertyName("body");
        json.WriteRawValue(Quote(content.Body), skipInputValidation: true);
    }

    private static void WriteData(Utf8JsonWriter json, string pushId, PushContent content)
    {
        json.WriteString("pushId", pushId);
        if (content.DeepLink is { } link)
        {
            json.WriteString("deepLink", link);
        }
    }

    /// <summary>The framework's encoders write an emoji as two escapes: twelve bytes instead of four, of the few that a push has.</summary>
    private static ReadOnlySpan<byte> Quote(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var quoted = new MemoryStream(utf8.Length + 16);
        quoted.WriteByte((byte)'"');
        foreach (var part in utf8)
        {
            switch (part)
            {
                case (byte)'"' or (byte)'\\':
                    quoted.Write([(byte)'\\', part]);
                    break;
                case < 0x20:
                    quoted.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\\u{part:x4}")));
                    break;
                default:
                    quoted.WriteByte(part);
                    break;
            }
        }

        quoted.WriteByte((byte)'"');
        return quoted.GetBuffer().AsSpan(0, (int)quoted.Length);
    }
}
