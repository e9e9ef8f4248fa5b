using Microsoft.OpenApi;

namespace Mobile.Features.Pipeline.OpenApi;

/// <summary>The contract of each version as OpenAPI 3.1: the file that app teams generate their clients from.</summary>
internal static class OpenApiRegistration
{
    public static void AddOpenApiDocuments(this IServiceCollection services)
    {
        services.AddOpenApi("v1", Configure);
        services.AddOpenApi("v2", Configure);
    }

    private static void Configure(Microsoft.AspNetCore.OpenApi.OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = endpoint => endpoint.GroupName == options.DocumentName;
        options.AddDocumentTransformer<DescribeApi>();
        options.AddOperationTransformer<DescribeProcessors>();
    }
}
