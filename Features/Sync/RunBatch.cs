using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Limits;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Sync;

/// <summary>
/// Runs up to 50 requests in their order, each through the whole pipeline with its own idempotency key: an offline queue and a last
/// <c>GET /sync</c> in one round trip. One that fails keeps back only what depends on it. Repeated whole, nothing happens twice.
/// </summary>
public static class RunBatch
{
    public const int MaxBodyBytes = 1024 * 1024;
    private const int MaxItemBytes = 256 * 1024;

    public sealed record Request([property: Required, Length(1, 50), NoNullItems] IReadOnlyList<Item> Requests) : IValidatableObject
    {
        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
            Requests.DistinctBy(item => item.Id, StringComparer.Ordinal).Count() < Requests.Count
                ? [new("Give each request an id of its own.", [nameof(Requests)])]
                : [];
    }

    /// <param name="Id">The app's name for the request within the batch.</param>
    /// <param name="Method">GET, POST, PUT, PATCH or DELETE.</param>
    /// <param name="Url">Below this version's base path, as in <c>/orders?limit=5</c>.</param>
    /// <param name="Headers">The request's own; the access token and what tells of the app and the device come from the batch.</param>
    /// <param name="DependsOn">Ids of earlier requests: when one of them fails, this one is not run and answers 424.</param>
    public sealed record Item(
        [property: Required, StringLength(100)] string Id,
        [property: Required, StringLength(10)] string Method,
        [property: Required, StringLength(4000)] string Url,
        IReadOnlyDictionary<string, string>? Headers = null,
        JsonElement? Body = null,
        IReadOnlyList<string>? DependsOn = null);

    /// <param name="Responses">One for each request, in their order.</param>
    public sealed record Response(IReadOnlyList<Reply> Responses);

    /// <param name="Body">As the endpoint answers it; left out where there is none.</param>
    public sealed record Reply(string Id, int Status, IReadOnlyDictionary<string, string> Headers, JsonElement? Body = null);

    public static void Map(ApiVersions api)
    {
        api.V1.MapPost("/batch", async Task<Results<BatchResult, Problem>> (Request body, HttpContext context, RateLimits limits, Handler handler) =>
            InnerPipeline.IsInner(context) ? SyncProblems.InvalidBatchItem.With("A batch holds no other batch.")
            : await limits.TakeWholeAsync(context, Budget.Batch, body.Requests.Count) is { } refused ? refused
            : new BatchResult(await handler.RunAsync(context, body.Requests)))
            .WithSummary("Run several requests")
            .WithExample("""
                {
                  "requests": [
                    {
                      "id": "1", "method": "PUT", "url": "/devices/5e2f7c3a-9d41-4b8e-a0c6-1f2d3e4a5b6c",
                      "headers": { "Idempotency-Key": "0197f0a0-5c1e-7b3a-9f00-0c8f6f7a1d43" },
                      "body": {
                        "platform": "apns", "pushToken": "740f4707bebcf74f9b7c25d48e3358945f6aa01da5ddb387462c7eaf61bb78ad",
                        "appVersion": "3.2.1", "locale": "de-CH"
                      }
                    },
                    {
                      "id": "2", "method": "PATCH", "url": "/devices/5e2f7c3a-9d41-4b8e-a0c6-1f2d3e4a5b6c/preferences", "dependsOn": ["1"],
                      "headers": { "Idempotency-Key": "0197f0a0-5c1e-7b3a-9f00-0c8f6f7a1d44" },
                      "body": { "categories": { "promotions": false } }
                    },
                    { "id": "3", "method": "GET", "url": "/sync?collections=orders,profile" }
                  ]
                }
                """)
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes), new HoldsRequestsMetadata(), new BudgetMetadata(Budget.Batch))
            .Produces<Response>();
    }

    public sealed class Handler(InnerPipeline pipeline)
    {
        public async Task<IReadOnlyList<(string Id, InnerReply Reply)>> RunAsync(HttpContext context, IReadOnlyList<Item> items)
        {
            var replies = new Dictionary<string, InnerReply>(StringComparer.Ordinal);
            foreach (var item in items)
            {
                context.RequestAborted.ThrowIfCancellationRequested();
                replies[item.Id] = await RunAsync(context, item, replies);
            }

            return [.. items.Select(item => (item.Id, replies[item.Id]))];
        }

        private Task<InnerReply> RunAsync(HttpContext context, Item item, Dictionary<string, InnerReply> earlier)
        {
            var dependsOn = item.DependsOn ?? [];
            if (dependsOn.FirstOrDefault(id => !earlier.ContainsKey(id)) is { } missing)
            {
                return pipeline.RefuseAsync(
                    context, item.Url, SyncProblems.InvalidBatchItem.With($"dependsOn names '{missing}', which is no earlier request of the batch."));
            }

            if (dependsOn.FirstOrDefault(id => earlier[id].Status >= StatusCodes.Status400BadRequest) is { } failed)
            {
                return pipeline.RefuseAsync(context, item.Url, Skipped(failed, earlier[failed]));
            }

            if (!item.Url.StartsWith('/'))
            {
                return pipeline.RefuseAsync(context, item.Url, SyncProblems.InvalidBatchItem.With("url is a path below this version, such as /orders."));
            }

            var body = item.Body is { ValueKind: not JsonValueKind.Null } json ? JsonMarshal.GetRawUtf8Value(json).ToArray() : null;
            return body?.Length > MaxItemBytes
                ? pipeline.RefuseAsync(context, item.Url, PipelineProblems.BodyTooLarge)
                : pipeline.SendAsync(context, item.Method, item.Url, item.Headers ?? new Dictionary<string, string>(StringComparer.Ordinal), body);
        }
    }

    /// <summary>What was skipped shares the fate of what it depends on: where that may be repeated, so may this, and not sooner.</summary>
    private static Problem Skipped(string failed, InnerReply reply) => new(SyncProblems.DependencyFailed)
    {
        Detail = $"Request '{failed}' failed, on which this one depends. Repeat it once that has succeeded.",
        Retryable = reply.IsRetryable,
        RetryAfterSeconds = reply.RetryAfterSeconds,
    };

    /// <summary>200, whatever became of the single requests.</summary>
    public sealed class BatchResult(IReadOnlyList<(string Id, InnerReply Reply)> replies) : IResult
    {
        private static readonly HashSet<string> OfTheConnection = new(["Content-Length", "Transfer-Encoding", "Vary"], StringComparer.OrdinalIgnoreCase);

        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.CacheControl = "no-store";
            return httpContext.WriteComposedAsync(Write);
        }

        private void Write(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("responses");
            foreach (var (id, reply) in replies)
            {
                writer.WriteStartObject();
                writer.WriteString("id", id);
                writer.WriteNumber("status", reply.Status);
                writer.WriteStartObject("headers");
                foreach (var (name, value) in reply.Headers.Where(header => !OfTheConnection.Contains(header.Key)))
                {
                    writer.WriteString(name, value.ToString());
                }

                writer.WriteEndObject();
                if (reply.Body.Length > 0)
                {
                    writer.WritePropertyName("body");
                    reply.WriteBody(writer);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }
    }
}
