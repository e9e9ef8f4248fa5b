using System.Net;
using System.Net.Http.Json;

namespace Mobile.Testing.Scenarios.ExactlyOnce;

/// <summary>The two ways in which a keyed write travels: by itself, or as an app sends that flushes its queue, in a batch.</summary>
internal static class Delivery
{
    public static async Task<IReadOnlyList<(Reply Reply, bool IsReplay)>> SendAloneAsync(App app, string version, KeyedWrite write)
    {
        using var answer = await app.PostAsync($"/api/{version}{KeyedWrite.Url}", write.Body, write.Key);
        return [await Reply.ReadAsync(answer)];
    }

    public static async Task<IReadOnlyList<(Reply Reply, bool IsReplay)>> SendInBatchAsync(App app, string version, IReadOnlyList<KeyedWrite> writes)
    {
        var requests = writes.Select(write => new
        {
            id = write.Key,
            method = "POST",
            url = KeyedWrite.Url,
            headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Idempotency-Key"] = write.Key, ["Content-Type"] = "application/json" },
            body = write.Body,
        });
        using var answer = await app.SendAsync(HttpMethod.Post, $"/api/{version}/batch", JsonContent.Create(new { requests }));
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            // What became of the batch became of each of its writes.
            var whole = await Reply.ReadAsync(answer);
            return [.. writes.Select(_ => whole)];
        }

        var responses = (await answer.ReadAsync()).GetProperty("responses").EnumerateArray().ToList();
        Assert.Equal(writes.Select(write => write.Key), responses.Select(response => response.GetProperty("id").GetString()));
        return [.. responses.Select(Reply.Of)];
    }
}
