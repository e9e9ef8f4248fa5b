using System.Text;
using Mobile.Features.Data;

namespace Mobile.Perf.Baseline;

/// <summary>A request as bytes. What stands for its idempotency key is replaced by a fresh one before each sending.</summary>
internal sealed class Request
{
    private static readonly byte[] FreshKey = "Idempotency-Key: 00000000000000000000000000000000"u8.ToArray();

    private readonly byte[] bytes;
    private readonly int keyAt;

    private Request(byte[] bytes, int keyAt) => (this.bytes, this.keyAt) = (bytes, keyAt);

    public static Request Get(string path, params ReadOnlySpan<(string Name, string Value)> headers) => Of("GET", path, headers, "");

    public static Request Post(string path, string json, params ReadOnlySpan<(string Name, string Value)> headers) =>
        Of("POST", path, [.. headers, ("Content-Type", "application/json"), ("Content-Length", $"{json.Length}")], json);

    public static (string Name, string Value) Bearer(string token) => ("Authorization", $"Bearer {token}");

    public static (string Name, string Value) Key(string? key = null) => ("Idempotency-Key", key ?? new string('0', 32));

    /// <summary>For another connection: its key is written into its own bytes.</summary>
    public Request Copy() => new([.. bytes], keyAt);

    /// <summary>Valid until the next call.</summary>
    public ReadOnlyMemory<byte> Next()
    {
        if (keyAt >= 0)
        {
            Encoding.ASCII.GetBytes(Ids.New(TimeProvider.System), bytes.AsSpan(keyAt + "Idempotency-Key: ".Length));
        }

        return bytes;
    }

    private static Request Of(string method, string path, ReadOnlySpan<(string Name, string Value)> headers, string body)
    {
        var text = new StringBuilder($"{method} {path} HTTP/1.1\r\nHost: localhost\r\n");
        foreach (var (name, value) in headers)
        {
            text.Append($"{name}: {value}\r\n");
        }

        var request = Encoding.ASCII.GetBytes(text.Append("\r\n").Append(body).ToString());
        return new(request, request.AsSpan().IndexOf(FreshKey));
    }
}
