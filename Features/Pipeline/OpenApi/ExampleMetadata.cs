using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Mobile.Features.Pipeline.OpenApi;

/// <summary>Declares values with which the endpoint can be tried as they are: /docs fills its forms with them.</summary>
/// <param name="Body">The JSON of the body; null where there is none.</param>
/// <param name="Parameters">By the names of the parameters of path and query.</param>
public sealed record ExampleMetadata(string? Body = null, IReadOnlyDictionary<string, string>? Parameters = null)
{
    internal void Describe(OpenApiOperation operation)
    {
        if (Body is not null)
        {
            foreach (var content in operation.RequestBody!.Content!.Values)
            {
                ((OpenApiMediaType)content).Example = JsonNode.Parse(Body);
            }
        }

        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            if (parameter.In != ParameterLocation.Header && Parameters?.GetValueOrDefault(parameter.Name!) is { } example)
            {
                parameter.Example = example;
            }
        }
    }
}

public static class ExampleRegistration
{
    /// <summary>Gives the document an example of the body, in JSON.</summary>
    public static RouteHandlerBuilder WithExample(this RouteHandlerBuilder endpoint, string body) => endpoint.WithMetadata(new ExampleMetadata(body));

    /// <summary>Gives the document an example of a parameter of the path or the query.</summary>
    public static RouteHandlerBuilder WithExample(this RouteHandlerBuilder endpoint, string parameter, string value) =>
        endpoint.WithMetadata(new ExampleMetadata(Parameters: new Dictionary<string, string>(StringComparer.Ordinal) { [parameter] = value }));
}
