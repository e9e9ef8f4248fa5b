using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Mobile.Features.Pipeline.Privacy;
using Mobile.Features.Profile;

namespace Mobile.Features.Privacy;

/// <summary>Describes the export of an account: its profile, and a list for each kind of rows that a feature contributes.</summary>
internal sealed class DescribeExport : IOpenApiOperationTransformer
{
    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.RelativePath?.EndsWith("/profile/export", StringComparison.Ordinal) is not true)
        {
            return;
        }

        var document = context.Document!;
        document.AddComponent(nameof(ExportedProfile), await context.GetOrCreateSchemaAsync(typeof(ExportedProfile), cancellationToken: cancellationToken));
        var export = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "All that is held about the user.",
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["exportedAt"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
                ["profile"] = new OpenApiSchemaReference(nameof(ExportedProfile), document),
            },
        };

        // Only the names are asked for: the rows of a list are read once somebody enumerates it.
        using var scope = context.ApplicationServices.CreateScope();
        foreach (var list in scope.ServiceProvider.GetServices<IPersonalData>().SelectMany(data => data.Export("", context.DocumentName, cancellationToken)))
        {
            export.Properties[list.Name] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Row() };
        }

        export.Required = export.Properties.Keys.ToHashSet(StringComparer.Ordinal);
        document.AddComponent(nameof(ExportAccount), export);
        ((OpenApiResponse)operation.Responses!["200"]).Content!["application/json"].Schema = new OpenApiSchemaReference(nameof(ExportAccount), document);
    }

    /// <summary>What a row holds is for people to read, and grows with the product.</summary>
    private static OpenApiSchema Row() => new() { Type = JsonSchemaType.Object, AdditionalProperties = new OpenApiSchema() };
}
