using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Mobile.Client.Tests;

/// <summary>The batches on the wire.</summary>
public static class Batches
{
    public static IReadOnlyList<IReadOnlyList<JsonObject>> Of(Network network) =>
        [.. network.To("/batch").Select(batch => JsonNode.Parse(batch.Body)!["requests"]!.AsArray().Select(item => item!.AsObject()).ToList())];

    public static string? Key(this JsonObject item) => (string?)item["headers"]?["Idempotency-Key"];

    public static string? IfMatch(this JsonObject item) => (string?)item["headers"]?["If-Match"];

    /// <summary>The server has no room for the replies to the next batch from this item on.</summary>
    public static void AnswerFullFrom(this Network network, int index) => network.After("/batch", async answer =>
    {
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        foreach (var response in body["responses"]!.AsArray().Skip(index))
        {
            response!["status"] = (int)HttpStatusCode.TooManyRequests;
            response["headers"] = new JsonObject { ["Retry-After"] = "1" };
            response["body"] = new JsonObject { ["code"] = "batch-full", ["retryable"] = true };
        }

        answer.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return answer;
    });

    /// <summary>The server does all of the next batch, but answers this for its first item.</summary>
    public static void AnswerFirstItem(this Network network, HttpStatusCode status, JsonObject problem, string? retryAfter = null) => network.After("/batch", async answer =>
    {
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        var first = body["responses"]![0]!.AsObject();
        first["status"] = (int)status;
        first["body"] = problem;
        first["headers"] = retryAfter is null ? [] : new JsonObject { ["Retry-After"] = retryAfter };
        answer.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return answer;
    });
}
