using System.Buffers;
using System.ComponentModel.DataAnnotations;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
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

    /// <summary>Of all replies together, before compression: what follows is not run. Some sixteen of the largest pages.</summary>
    private const int MaxReplyBytes = 4 * 1024 * 1024;

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
            : new BatchResult(handler, body.Requests))
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
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes), new HoldsRequestsMetadata(), new ClosedAccountMetadata(),
                new BudgetMetadata(Budget.Batch), new ConcurrencyCostMetadata(4))
            .WithProblems(SyncProblems.BatchFull)
            .Produces<Response>();
    }

    public sealed class Handler(InnerPipeline pipeline)
    {
        /// <param name="earlier">What became of the requests before this one, by their ids.</param>
        /// <param name="room">How many bytes the reply to a read may have.</param>
        /// <param name="into">Takes the body of the reply.</param>
        internal async Task<(InnerReply Reply, bool Fits)> RunAsync(
            HttpContext context, Item item, IReadOnlyDictionary<string, Fate> earlier, int room, ReplyStream into)
        {
            into.Begin(int.MaxValue);
            if (Refusal(item, earlier) is { } refusal)
            {
                return (await RefuseAsync(refusal), true);
            }

            if (room > 0)
            {
                // What a write has done is always told; a read that does not fit is read again.
                into.Begin(HttpMethods.IsGet(item.Method) ? room : int.MaxValue);
                var body = item.Body is { ValueKind: not JsonValueKind.Null } json ? JsonMarshal.GetRawUtf8Value(json).ToArray() : null;
                var headers = item.Headers ?? new Dictionary<string, string>(StringComparer.Ordinal);
                var reply = await pipeline.SendAsync(context, item.Method, item.Url, headers, body, into);
                if (!into.IsTooLong)
                {
                    return (reply, true);
                }

                into.Begin(int.MaxValue);
            }

            return (await RefuseAsync(new(SyncProblems.BatchFull) { RetryAfterSeconds = 1 }), false);

            Task<InnerReply> RefuseAsync(Problem problem) => pipeline.RefuseAsync(context, item.Url, problem, into);
        }

        /// <summary>Why the request is not run, whatever room there is; null where it may be.</summary>
        private static Problem? Refusal(Item item, IReadOnlyDictionary<string, Fate> earlier)
        {
            var dependsOn = item.DependsOn ?? [];
            if (dependsOn.FirstOrDefault(id => !earlier.ContainsKey(id)) is { } missing)
            {
                return SyncProblems.InvalidBatchItem.With($"dependsOn names '{missing}', which is no earlier request of the batch.");
            }

            if (dependsOn.FirstOrDefault(id => earlier[id].HasFailed) is { } failed)
            {
                return Skipped(failed, earlier[failed]);
            }

            if (!item.Url.StartsWith('/'))
            {
                return SyncProblems.InvalidBatchItem.With("url is a path below this version, such as /orders.");
            }

            return item.Body is { } body && JsonMarshal.GetRawUtf8Value(body).Length > MaxItemBytes ? new Problem(PipelineProblems.BodyTooLarge) : null;
        }
    }

    /// <summary>What became of a request, for those that depend on it.</summary>
    internal readonly record struct Fate(int Status, bool IsRetryable, int? RetryAfterSeconds)
    {
        public bool HasFailed => Status >= StatusCodes.Status400BadRequest;

        public static Fate Of(InnerReply reply) => reply.Status < StatusCodes.Status400BadRequest
            ? new(reply.Status, false, null)
            : new(reply.Status, reply.IsRetryable, reply.RetryAfterSeconds);
    }

    /// <summary>What was skipped shares the fate of what it depends on: where that may be repeated, so may this, and not sooner.</summary>
    private static Problem Skipped(string failed, Fate fate) => new(SyncProblems.DependencyFailed)
    {
        Detail = $"Request '{failed}' failed, on which this one depends. Repeat it once that has succeeded.",
        Retryable = fate.IsRetryable,
        RetryAfterSeconds = fate.RetryAfterSeconds,
    };

    /// <summary>
    /// 200, whatever became of the single requests. Each reply is sent as it comes and not held: a client that stops reading keeps back what follows,
    /// until the connection is broken off.
    /// </summary>
    public sealed class BatchResult(Handler handler, IReadOnlyList<Item> items) : IResult
    {
        /// <summary>Above it, what is written is sent.</summary>
        private const int Chunk = 16 * 1024;

        private static readonly JsonWriterOptions Unchecked = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

        private static readonly HashSet<string> OfTheConnection = new(["Content-Length", "Transfer-Encoding", "Vary"], StringComparer.OrdinalIgnoreCase);

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.CacheControl = "no-store";
            httpContext.Response.ContentType = "application/json; charset=utf-8";
            var output = httpContext.Response.BodyWriter;
            var fates = new Dictionary<string, Fate>(items.Count, StringComparer.Ordinal);
            var room = MaxReplyBytes;
            using var body = new ReplyStream();
            await using var writer = new Utf8JsonWriter(output, Unchecked);
            output.Write("{\"responses\":["u8);
            foreach (var item in items)
            {
                httpContext.RequestAborted.ThrowIfCancellationRequested();
                var (reply, fits) = await handler.RunAsync(httpContext, item, fates, room, body);

                // Once a reply did not fit, all that follow wait for the next batch, so that writes keep their order.
                room = fits ? room - reply.Body.Length : 0;
                output.Write(fates.Count > 0 ? ","u8 : ""u8);
                fates.Add(item.Id, Fate.Of(reply));
                await WriteAsync(output, writer, item.Id, reply, httpContext.RequestAborted);
            }

            output.Write("]}"u8);
            await output.FlushAsync(httpContext.RequestAborted);
        }

        private static async Task WriteAsync(PipeWriter output, Utf8JsonWriter writer, string id, InnerReply reply, CancellationToken stop)
        {
            writer.Reset();
            writer.WriteStartObject();
            writer.WriteString("id", id);
            writer.WriteNumber("status", reply.Status);
            writer.WriteStartObject("headers");
            foreach (var (name, value) in reply.Headers.Where(header => !OfTheConnection.Contains(header.Key)))
            {
                writer.WriteString(name, value.ToString());
            }

            writer.WriteEndObject();
            if (reply is { Body.IsEmpty: false, IsJson: false })
            {
                writer.WriteString("body", reply.Text);
            }

            writer.Flush();
            if (reply is { Body.IsEmpty: false, IsJson: true })
            {
                output.Write(",\"body\":"u8);
                for (var rest = reply.Body; !rest.IsEmpty; rest = rest[Math.Min(Chunk, rest.Length)..])
                {
                    output.Write(rest.Span[..Math.Min(Chunk, rest.Length)]);
                    await FlushAsync();
                }
            }

            output.Write("}"u8);
            await FlushAsync();

            ValueTask<FlushResult> FlushAsync() => output.UnflushedBytes >= Chunk ? output.FlushAsync(stop) : default;
        }
    }
}
