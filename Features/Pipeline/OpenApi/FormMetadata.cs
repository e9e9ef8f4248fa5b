using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Mobile.Features.Pipeline.OpenApi;

/// <summary>Declares the form that an endpoint reads by itself (application/x-www-form-urlencoded).</summary>
/// <param name="Form">A type whose properties are the parameters.</param>
/// <param name="Examples">Values of parameters with which the endpoint can be tried.</param>
/// <remarks>Not <c>Accepts</c>, which would answer 415 before the endpoint can say in the words of its protocol what it wants.</remarks>
public sealed record FormMetadata(Type Form, IReadOnlyDictionary<string, string> Examples)
{
    private const string MediaType = "application/x-www-form-urlencoded";

    internal async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken stop)
    {
        var name = OpenApiRegistration.NameOf(Form);
        var schema = await context.GetOrCreateSchemaAsync(Form, cancellationToken: stop);
        foreach (var (parameter, described) in schema.Properties!)
        {
            // A page to try it has a field for each parameter, and writes "string" into one without an example.
            ((OpenApiSchema)described).Examples = [Examples.GetValueOrDefault(parameter, "")];
        }

        context.Document!.AddComponent(name, schema);
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                [MediaType] = new() { Schema = new OpenApiSchemaReference(name, context.Document) },
            },
        };
    }
}
