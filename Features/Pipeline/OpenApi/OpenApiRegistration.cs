using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
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

    /// <summary>Describes what only a feature knows of its operations, in the document of each version.</summary>
    public static void DescribeOperations<TTransformer>(this IServiceCollection services)
        where TTransformer : IOpenApiOperationTransformer
    {
        foreach (var version in ApiVersions.Names)
        {
            services.Configure<OpenApiOptions>(version, options => options.AddOperationTransformer<TTransformer>());
        }
    }

    private static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = endpoint => endpoint.GroupName == options.DocumentName
            || endpoint.ActionDescriptor.EndpointMetadata.OfType<UnversionedMetadata>().Any();
        options.CreateSchemaReferenceId = NameOf;
        options.AddDocumentTransformer<DescribeApi>();
        options.AddOperationTransformer<DescribeProcessors>();
        options.AddSchemaTransformer(DescribeTimes);
        options.AddSchemaTransformer(DescribeValues);
        options.AddSchemaTransformer(DescribeNull);
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

    /// <summary>A closed list of values: apps switch on them, so that a new one is a new major version.</summary>
    private static Task DescribeValues(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken stop)
    {
        if (context.JsonPropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(AllowedValuesAttribute), inherit: true) is [AllowedValuesAttribute allowed])
        {
            schema.Enum = [.. allowed.Values.Select(value => JsonSerializer.SerializeToNode(value)!)];
        }

        return Task.CompletedTask;
    }

    /// <summary>Takes null from what is left out rather than null, and from what a patch changes but does not remove.</summary>
    private static Task DescribeNull(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken stop)
    {
        if (context.JsonPropertyInfo?.AttributeProvider is { } property
            && (property.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true) is [JsonIgnoreAttribute { Condition: JsonIgnoreCondition.WhenWritingNull }]
                || property.IsDefined(typeof(NotRemovableAttribute), inherit: true)))
        {
            schema.Type &= ~JsonSchemaType.Null;
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// Names that are good in a generated client, and unique although slices nest their contracts and share generic ones: PlaceOrderRequestV2,
    /// OrderV2Changes. Null for what stands where it is used, as a page does in the schema of its list.
    /// </summary>
    private static string? NameOf(JsonTypeInfo type) =>
        OpenApiOptions.CreateDefaultSchemaReferenceId(type) is null
        || (Nullable.GetUnderlyingType(type.Type) ?? type.Type) == typeof(JsonElement)
        || (type.Type.IsConstructedGenericType && type.Type.GetGenericTypeDefinition() == typeof(PageBody<>))
            ? null
            : NameOf(type.Type);

    internal static string NameOf(Type type) => type switch
    {
        { IsConstructedGenericType: true } => NameOf(type.GenericTypeArguments[0]) + type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)].Replace("Body", "", StringComparison.Ordinal),
        { DeclaringType: { } slice } => slice.Name + type.Name,
        _ => type.Name,
    };
}
