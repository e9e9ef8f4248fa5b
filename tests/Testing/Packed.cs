using System.IO.Compression;
using System.Text.Json;

namespace Mobile.Testing;

/// <summary>The body of a compressed answer.</summary>
public static class Packed
{
    /// <param name="encoding">Of Content-Encoding: <c>br</c>, <c>gzip</c>, or null.</param>
    public static async Task<string> ReadTextAsync(string? encoding, byte[] bytes)
    {
        using var packed = new MemoryStream(bytes);
        await using Stream stream = encoding switch
        {
            "br" => new BrotliStream(packed, CompressionMode.Decompress),
            "gzip" => new GZipStream(packed, CompressionMode.Decompress),
            _ => packed,
        };
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    public static async Task<JsonElement> ReadAsync(string? encoding, byte[] bytes) => JsonElement.Parse(await ReadTextAsync(encoding, bytes));
}
