using System.Net.Http.Headers;
using System.Text;

namespace Mobile.Testing.Scenarios.ExactlyOnce;

/// <summary>One write of a run. Its order carries the key as its note, which ties the rows of the store to the keys.</summary>
internal sealed record KeyedWrite(int Number, string Key, string Path, object Body)
{
    private static readonly string[] Skus = ["MUG-RED", "TRJ-MOS"];

    public static KeyedWrite Draw(int seed, int number)
    {
        var random = Dice.For(seed, number);
        var key = $"write-{seed:x8}-{number:d8}";
        var sku = random.GetItems(Skus, 1)[0];
        var quantity = random.Next(1, 10);
        return random.OneIn(2)
            ? new(number, key, "/api/v1/orders", new { sku, quantity, note = key })
            : new(number, key, "/api/v2/orders", new { lines = new[] { new { sku, quantity } }, note = key });
    }
}

/// <summary>What an app may rely on of a reply, byte for byte.</summary>
internal sealed record Reply(int Status, MediaTypeHeaderValue? ContentType, string? Location, string? ETag, string Body)
{
    public static async Task<Reply> ReadAsync(HttpResponseMessage answer) => new(
        (int)answer.StatusCode,
        answer.Content.Headers.ContentType,
        answer.Header("Location"),
        answer.Header("ETag"),
        Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync()));
}
