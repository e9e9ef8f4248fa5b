using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Mobile.Features.Pipeline.OpenApi;

namespace Mobile.Features.Sync;

/// <summary>Gives each collection of <c>GET /sync</c> the type of its items, which the product knows and <see cref="PullChanges"/> does not.</summary>
internal sealed class DescribeSync : IOpenApiOperationTransformer
{
    private const string Collections = nameof(PullChanges) + nameof(Collections);

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.RelativePath?.EndsWith("/sync", StringComparison.Ordinal) is not true)
        {
            return;
        }

        var document = context.Document!;
        using var scope = context.ApplicationServices.CreateScope();
        var collections = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal),
            Description = "Each collection that was asked for, by its name.",
        };
        foreach (var source in scope.ServiceProvider.GetServices<ISyncSource>())
        {
            var type = typeof(PullChanges.Changes<>).MakeGenericType(source.ItemType(context.DocumentName));
            collections.Properties[source.Name] = await context.AddListAsync(type, cancellationToken);
        }

        document.AddComponent(Collections, collections);
        var response = await context.GetOrCreateSchemaAsync(typeof(PullChanges.Response), cancellationToken: cancellationToken);
        response.Properties!["collections"] = new OpenApiSchemaReference(Collections, document);
        var name = OpenApiRegistration.NameOf(typeof(PullChanges.Response));
        document.AddComponent(name, response);
        ((OpenApiResponse)operation.Responses!["200"]).Content!["application/json"].Schema = new OpenApiSchemaReference(name, document);
    }
}
