using System.Text.Json;

namespace Mobile.Testing.Hub;

/// <summary>Takes a multipart body apart, as strictly as the documented form is: two inline parts, named <c>notification</c> and <c>devices</c>.</summary>
internal static class HubBatch
{
    /// <returns>Null where it has another form.</returns>
    public static (ReadOnlyMemory<byte> Payload, string[] Handles)? TryRead(byte[] body, string contentType)
    {
        const string Start = "multipart/mixed; boundary=";
        if (!contentType.StartsWith(Start, StringComparison.Ordinal))
        {
            return null;
        }

        var boundary = System.Text.Encoding.ASCII.GetBytes("--" + contentType[Start.Length..].Trim('"'));
        return PartOf(body, boundary, "notification"u8) is { } payload && PartOf(body, boundary, "devices"u8) is { } devices
            && JsonSerializer.Deserialize<string[]>(devices.Span) is { Length: > 0 } handles
            ? (payload, handles)
            : null;
    }

    private static ReadOnlyMemory<byte>? PartOf(byte[] body, byte[] boundary, ReadOnlySpan<byte> name)
    {
        for (var at = 0; body.AsSpan(at).IndexOf(boundary) is >= 0 and var found;)
        {
            var part = at + found + boundary.Length;
            var headers = body.AsSpan(part).IndexOf("\r\n\r\n"u8);
            var end = headers < 0 ? -1 : body.AsSpan(part + headers).IndexOf(boundary);
            if (end < 0)
            {
                return null;
            }

            var text = body.AsSpan(part, headers);
            if (text.IndexOf("Content-Disposition: inline"u8) >= 0 && text.EndsWith(name))
            {
                return body.AsMemory(part + headers + 4, end - 4 - 2);
            }

            at = part + headers + end;
        }

        return null;
    }
}
