using System.Text;
using Mobile.Features.Data;

namespace Mobile.Perf.Baseline;

/// <summary>A request as bytes. What stands for its idempotency key is replaced by a fresh one before each sending.</summary>
internal sealed class Request
{
    private const string KeyHeader = "Idempotency-Key";
    private const string Placeholder = "00000000000000000000000000000000";

    private readonly byte[] bytes;
    private readonly int keyAt;

    private Request(byte[] bytes, int keyAt) => (this.bytes, this.keyAt) = (bytes, keyAt);

    public static Request Get(string path, params ReadOnlySpan<(string Name, string Value)> headers) => Of("GET", path, headers, "");

    public static Request Post(string path, string json, params ReadOnlySpan<(string Name, string Value)> headers) =>
        Of("POST", path, [.. headers, ("Content-Type", "application/json"), ("Content-Length", $"{json.Length}")], json);

    public static (string Name, string Value) Bearer(string token) => ("Authorization", $"Bearer {token}");

    public static (string Name, string Value) Key(string key) => (KeyHeader, key);

    /// <summary>Another one with each sending.</summary>
    public static (string Name, string Value) FreshKey => Key(Placeholder);

    /// <summary>For another connection: its key is written into its own bytes.</summary>
    public Request Copy() => new([.. bytes], keyAt);

    /// <summary>Valid until the next call.</summary>
    public ReadOnlyMemory<byte> Next()
    {
        if (keyAt >= 0)
        {
            Encoding.ASCII.GetBytes(Ids.New(TimeProvider.System), bytes.AsSpan(keyAt));
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

        var request = text.Append("\r\n").Append(body).ToString();
        return new(Encoding.ASCII.GetBytes(request), request.IndexOf(Placeholder, StringComparison.Ordinal));
    }
}
