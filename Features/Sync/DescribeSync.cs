using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Mobile.Features.Pipeline.OpenApi;

namespace Mobile.Features.Sync;

/// <summary>Gives each collection of <c>GET /sync</c> the type of its items, which the product knows and <see cref="PullChanges"/> does not.</summary>
internal sealed class DescribeSync : IOpenApiOperationTransformer
{
    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.RelativePath?.EndsWith("/sync", StringComparison.Ordinal) is not true)
        {
            return;
        }

        using var scope = context.ApplicationServices.CreateScope();
        var collections = new OpenApiSchema { Type = JsonSchemaType.Object, Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal) };
        foreach (var source in scope.ServiceProvider.GetServices<ISyncSource>())
        {
            var type = typeof(PullChanges.Changes<>).MakeGenericType(source.ItemType(context.DocumentName));
            collections.Properties[source.Name] = await context.AddListAsync(type, cancellationToken);
        }

        var response = await context.GetOrCreateSchemaAsync(typeof(PullChanges.Response), cancellationToken: cancellationToken);
        response.Properties!["collections"] = collections;
        ((OpenApiResponse)operation.Responses!["200"]).Content!["application/json"].Schema = response;
    }
}
