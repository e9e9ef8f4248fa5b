using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Limits;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Privacy;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Profile;
using Mobile.Features.Sessions;
using Mobile.Features.Sync;

namespace Mobile.Features.Privacy;

/// <summary>All that the product holds about the caller, as one JSON document: read in pages and sent as it is read, however much there is.</summary>
public static class ExportAccount
{
    public const string FileName = "mobile-export.json";

    public static void Map(ApiVersions api) =>
        api.V1.MapGet("/profile/export", async Task<Results<ExportResult, Problem>> (HttpContext context, Handler handler, CancellationToken stop) =>
            InnerPipeline.IsInner(context)
                ? SyncProblems.InvalidBatchItem.With("An export may be large: ask for it by itself.")
                : (await handler.FindAsync(stop)).Answer(profile => new ExportResult(profile, handler)))
            .WithSummary("Export all that is held about the caller")
            .Produces<object>()
            .WithMetadata(new ResponseHeaderMetadata(StatusCodes.Status200OK, "Content-Disposition"), new ConcurrencyCostMetadata(10))
            .WithProblems(ProfileProblems.ProfileNotFound, SyncProblems.InvalidBatchItem);

    public sealed class Handler(CallersSession session, ProfileData profiles, IEnumerable<IPersonalData> contributors, Caller caller, TimeProvider clock)
    {
        public DateTimeOffset Now => clock.GetUtcNow();

        /// <summary>Finds the profile, unless the session has ended: what has left cannot be taken back.</summary>
        public async Task<Outcome<ExportedProfile>> FindAsync(CancellationToken stop)
        {
            if (await session.FindEndAsync(stop) is { } ended)
            {
                return ended;
            }

            return await profiles.FindAsync(caller.UserId, stop) is { } profile ? profile : ProfileProblems.ProfileNotFound;
        }

        public IEnumerable<PersonalList> Lists(string version, CancellationToken stop) =>
            contributors.SelectMany(contributor => contributor.Export(caller.UserId, version, stop));
    }

    /// <summary>200 with <c>profile</c> and a member for each list.</summary>
    public sealed class ExportResult(ExportedProfile profile, Handler handler) : IResult
    {
        private const int Chunk = 32 * 1024;

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var (response, stop) = (httpContext.Response, httpContext.RequestAborted);
            response.ContentType = "application/json; charset=utf-8";
            response.Headers.CacheControl = "no-store";
            response.Headers.ContentDisposition = $"attachment; filename=\"{FileName}\"";
            var json = httpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
            await using var writer = new Utf8JsonWriter(response.BodyWriter, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            writer.WriteStartObject();
            writer.WritePropertyName("exportedAt");
            JsonSerializer.Serialize(writer, handler.Now, json);
            writer.WritePropertyName("profile");
            JsonSerializer.Serialize(writer, profile, json);

            // From here on a failure breaks the answer off: half a document must not look like a whole one.
            await FlushAsync(0);
            foreach (var list in handler.Lists(ApiVersionMetadata.Of(httpContext), stop))
            {
                writer.WriteStartArray(list.Name);
                await foreach (var item in list.Items.WithCancellation(stop))
                {
                    JsonSerializer.Serialize(writer, item, item.GetType(), json);
                    await FlushAsync(Chunk);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
            await FlushAsync(0);

            async Task FlushAsync(int above)
            {
                // The writer hands blocks over to the body by itself, and what it has handed over waits there.
                if (writer.BytesPending + response.BodyWriter.UnflushedBytes > above)
                {
                    await writer.FlushAsync(stop);
                    await response.BodyWriter.FlushAsync(stop);
                }
            }
        }
    }
}
