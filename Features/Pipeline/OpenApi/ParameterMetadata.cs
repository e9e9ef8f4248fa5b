using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Mobile.Features.Pipeline.OpenApi;

/// <summary>A parameter that a processor of the endpoint reads, as the document shows it.</summary>
public sealed record ParameterMetadata(
    string Name, ParameterLocation In, string Description, OpenApiSchema Schema, bool Required = false, JsonNode? Example = null)
{
    internal OpenApiParameter Describe() => new()
    {
        Name = Name,
        In = In,
        Required = Required,
        Description = Description,
        Schema = Schema,
        Example = Example?.DeepClone(),
    };
}
