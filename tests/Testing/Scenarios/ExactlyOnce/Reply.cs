using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Mobile.Testing.Scenarios.ExactlyOnce;

/// <summary>What an app may rely on of a reply, byte for byte, whether it came by itself or in a batch.</summary>
internal sealed record Reply(int Status, string? ContentType, string? Location, string? ETag, string Body)
{
    public static async Task<(Reply Reply, bool IsReplay)> ReadAsync(HttpResponseMessage answer)
    {
        var body = Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync());
        return (new((int)answer.StatusCode, answer.Header("Content-Type"), answer.Header("Location"), answer.Header("ETag"), body), answer.IsReplay());
    }

    public static (Reply Reply, bool IsReplay) Of(JsonElement item)
    {
        var headers = item.GetProperty("headers");
        var body = item.TryGetProperty("body", out var json) ? Encoding.Latin1.GetString(JsonMarshal.GetRawUtf8Value(json)) : "";
        return (new(item.GetProperty("status").GetInt32(), Header("Content-Type"), Header("Location"), Header("ETag"), body), Header("Idempotent-Replayed") == "true");

        string? Header(string name) => headers.TryGetProperty(name, out var value) ? value.GetString() : null;
    }
}
