using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Home;

/// <summary>
/// All that the first screen shows, in one request. Each part is what its own endpoint answers, so that one that fails leaves the
/// others as they are.
/// </summary>
public static class GetHome
{
    private static readonly (string Name, string Path)[] Parts =
        [("orders", "/orders?limit=5"), ("products", "/products?limit=10"), ("profile", "/profile")];

    /// <param name="Orders">The newest five, as a page of the list.</param>
    /// <param name="Products">The newest ten, as a page of the list.</param>
    public sealed record Response(Part? Orders = null, Part? Products = null, Part? Profile = null);

    /// <param name="Data">What the part's own endpoint answers.</param>
    /// <param name="Problem">Why there is no data.</param>
    public sealed record Part(int Status, JsonElement? Data = null, ProblemBody? Problem = null);

    public static void Map(ApiVersions api)
    {
        api.V1.MapGet("/home", async Task<Results<HomeResult, Problem>> (
                HttpContext context, InnerPipeline pipeline, [FromQuery] string include = "orders,products,profile") =>
            Wanted(include) is { } wanted
                ? new HomeResult(await Task.WhenAll(wanted.Select(part => ReadAsync(context, pipeline, part))))
                : PipelineProblems.InvalidParameter.With($"Send include with any of {string.Join(", ", Parts.Select(part => part.Name))}, separated by commas."))
            .WithSummary("Read the first screen")
            .WithProblems(PipelineProblems.InvalidParameter)
            .Produces<object>();
    }

    private static async Task<(string Name, InnerReply Reply)> ReadAsync(
        HttpContext context, InnerPipeline pipeline, (string Name, string Path) part)
    {
        var body = new ReplyStream();
        context.Response.RegisterForDispose(body);
        body.Begin(PageLimit.MaxBytes * 2);
        return (part.Name, await pipeline.SendAsync(context, "GET", part.Path, [], body: null, body));
    }

    /// <summary>Null where a name is unknown.</summary>
    private static List<(string Name, string Path)>? Wanted(string include)
    {
        var names = include.Split(',', StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
        var parts = Parts.Where(part => names.Remove(part.Name)).ToList();
        return names.Count == 0 ? parts : null;
    }

    /// <summary>200, whatever became of the parts.</summary>
    public sealed class HomeResult(IReadOnlyList<(string Name, InnerReply Reply)> parts) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => httpContext.WriteComposedAsync(Write);

        private void Write(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            foreach (var (name, reply) in parts)
            {
                writer.WriteStartObject(name);
                writer.WriteNumber("status", reply.Status);
                writer.WritePropertyName(reply.IsSuccess ? "data" : "problem");
                writer.WriteRawValue(reply.Body.Span, skipInputValidation: true);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }
    }
}
