using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Pipeline.OpenApi;

/// <summary>Declares the resource that a 412 of the endpoint shows as <c>current</c>.</summary>
/// <param name="Current">The shape in which the endpoint's version shows it.</param>
public sealed record ConflictMetadata(Type Current);

/// <summary>Adds the schemas of problems to a document.</summary>
/// <remarks>
/// A conflict is a schema of its own, whole, for each type of resource. Of <c>allOf</c> the problem and a typed <c>current</c>, Kiota 1.38 keeps the
/// untyped member of the problem, and drops the other.
/// </remarks>
internal static class ProblemSchemas
{
    private const string Current = nameof(Conflict.Current);

    private static readonly string[] OfConflict =
        [.. new[] { Current, nameof(Conflict.CurrentVersion), nameof(Conflict.ConflictingFields) }.Select(JsonNamingPolicy.CamelCase.ConvertName)];

    public static RouteHandlerBuilder WithConflict<TCurrent>(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new ConflictMetadata(typeof(TCurrent)));

    /// <returns>The schema of the operation's problems, and that of its 412.</returns>
    public static async Task<(IOpenApiSchema Problem, IOpenApiSchema Conflict)> AddProblemSchemasAsync(
        this OpenApiOperationTransformerContext context, CancellationToken stop)
    {
        var document = context.Document!;
        document.AddComponent(nameof(ProblemBody), await context.GetOrCreateSchemaAsync(typeof(ProblemBody), cancellationToken: stop));
        var problem = new OpenApiSchemaReference(nameof(ProblemBody), document);
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<ConflictMetadata>().LastOrDefault() is not { Current: var current })
        {
            return (problem, problem);
        }

        var schema = await context.GetOrCreateSchemaAsync(typeof(ProblemBody), cancellationToken: stop);
        schema.Description = "The write was meant for an earlier version of the resource, and changed nothing.";
        schema.Properties![OfConflict[0]] = new OpenApiSchemaReference(OpenApiRegistration.NameOf(current), document)
        {
            Description = "The whole resource as it is now.",
        };
        schema.Required!.UnionWith(OfConflict);
        var name = OpenApiRegistration.NameOf(current) + nameof(Conflict);
        document.AddComponent(name, schema);
        return (problem, new OpenApiSchemaReference(name, document));
    }
}
