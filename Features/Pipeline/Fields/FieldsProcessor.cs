using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Pipeline.Fields;

/// <summary>Sparse answers: <c>?fields=id,total.amountMinor</c> brings what a screen shows and no more.</summary>
public static class FieldsProcessor
{
    /// <summary>What every item keeps: an app cannot store or change it without.</summary>
    private static readonly string[] Always = ["id", "version"];

    private static readonly ParameterMetadata Parameter = new(
        "fields",
        ParameterLocation.Query,
        "The members to return, separated by commas, with a dot before each nested one; all when left out. The id and the version always come.",
        new OpenApiSchema { Type = JsonSchemaType.String });

    /// <summary>The endpoint answers with a <typeparamref name="T"/>, or with a list of it.</summary>
    /// <param name="list">The member that holds the list; null for a single resource.</param>
    public static RouteHandlerBuilder WithFields<T>(this RouteHandlerBuilder endpoint, string? list = null)
    {
        FieldShape? shape = null;
        return endpoint.WithMetadata(Parameter).WithProblems(PipelineProblems.UnknownField).AddEndpointFilter((invocation, next) =>
        {
            var context = invocation.HttpContext;
            if (context.Request.Query["fields"] is not { Count: > 0 } fields)
            {
                return next(invocation);
            }

            shape ??= FieldShape.Of(typeof(T), JsonOf(context));
            var paths = fields.ToString().Split(',').Concat(Always.Where(shape.Members.ContainsKey));
            if (FieldMask.Parse(paths, shape, out var unknown) is not { } mask)
            {
                return ValueTask.FromResult<object?>(PipelineProblems.UnknownField.With($"There is no field '{unknown}'. Use {string.Join(", ", shape.Members.Keys)}."));
            }

            context.Features.Set(list is null ? mask : FieldMask.Within(list, mask));
            return next(invocation);
        });
    }

    /// <summary>Writes an answer as the contract shapes it, cut down to the fields that the request names.</summary>
    internal static async Task WriteContractAsync<T>(this HttpContext context, T body)
    {
        if (context.Features.Get<FieldMask>() is not { } mask)
        {
            await context.Response.WriteAsJsonAsync(body, context.RequestAborted);
            return;
        }

        var whole = new ArrayBufferWriter<byte>(4096);
        await using (var writer = new Utf8JsonWriter(whole))
        {
            JsonSerializer.Serialize(writer, body, JsonOf(context));
        }

        await context.WriteComposedAsync(cut => mask.Copy(whole.WrittenSpan, cut));
    }

    private static JsonSerializerOptions JsonOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
}
