using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Mobile.Features.Pipeline.Paging;

namespace Mobile.Features.Pipeline.OpenApi;

/// <summary>The contract of each version as OpenAPI 3.1: the file that app teams generate their clients from.</summary>
internal static class OpenApiRegistration
{
    public static void AddOpenApiDocuments(this IServiceCollection services)
    {
        foreach (var version in ApiVersions.Names)
        {
            services.AddOpenApi(version, Configure);
        }
    }

    private static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = endpoint => endpoint.GroupName == options.DocumentName;
        options.CreateSchemaReferenceId = NameOf;
        options.AddDocumentTransformer<DescribeApi>();
        options.AddOperationTransformer<DescribeProcessors>();
        options.AddSchemaTransformer(DescribeTimes);
    }

    /// <summary>A time has a converter of ours, at which the schema's author gives up.</summary>
    private static Task DescribeTimes(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken stop)
    {
        if (context.JsonTypeInfo.Type == typeof(DateTimeOffset))
        {
            schema.Type = JsonSchemaType.String;
            schema.Format = "date-time";
        }

        return Task.CompletedTask;
    }

    /// <summary>Names that are good in a generated client, and unique although slices nest their contracts: PlaceOrderRequestV2, OrderV2Page.</summary>
    private static string? NameOf(JsonTypeInfo type) => OpenApiOptions.CreateDefaultSchemaReferenceId(type) is null ? null : NameOf(type.Type);

    internal static string NameOf(Type type) => type switch
    {
        { IsConstructedGenericType: true } when type.GetGenericTypeDefinition() == typeof(PageBody<>) => NameOf(type.GenericTypeArguments[0]) + "Page",
        { DeclaringType: { } slice } => slice.Name + type.Name,
        _ => type.Name,
    };
}
