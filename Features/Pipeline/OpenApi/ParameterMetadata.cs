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

/// <summary>Another list in which the endpoint may answer 200.</summary>
/// <param name="List">Generic over its items.</param>
public sealed record AlternativeResponseMetadata(Type List);
