using System.Text.Json;

namespace Mobile.Testing.Scenarios.Fuzz;

/// <summary>A method on a path, as an OpenAPI document describes it to those who generate clients.</summary>
/// <param name="Codes">The problem codes of each status that may be answered; none for a success.</param>
public sealed record FuzzOperation(
    JsonElement Document, string Method, string Path, IReadOnlyList<FuzzParameter> Parameters, JsonElement? Body, string? MediaType, IReadOnlyDictionary<int, IReadOnlySet<string>> Codes)
{
    private static readonly HashSet<string> Methods = new(["get", "put", "post", "delete", "patch"], StringComparer.Ordinal);

    /// <summary>The operations of the API. What is outside of it speaks OAuth, in forms and with errors of its own.</summary>
    public static IReadOnlyList<FuzzOperation> Read(JsonElement document) =>
    [
        .. from path in document.GetProperty("paths").EnumerateObject()
           where path.Name.StartsWith("/api/", StringComparison.Ordinal)
           from operation in path.Value.EnumerateObject()
           where Methods.Contains(operation.Name)
           select Read(document, operation.Name.ToUpperInvariant(), path.Name, operation.Value),
    ];

    /// <summary>What a reference leads to; the first of several shapes.</summary>
    public JsonElement Follow(JsonElement schema)
    {
        while (true)
        {
            schema = Resolve(Document, schema);
            if (schema.TryGetProperty("oneOf", out var shapes) || schema.TryGetProperty("anyOf", out shapes) || schema.TryGetProperty("allOf", out shapes))
            {
                schema = shapes.EnumerateArray().First(shape => !shape.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || type.GetString() != "null");
            }
            else
            {
                return schema;
            }
        }
    }

    private static FuzzOperation Read(JsonElement document, string method, string path, JsonElement operation)
    {
        var parameters = operation.TryGetProperty("parameters", out var listed) ? listed.EnumerateArray().Select(parameter => Resolve(document, parameter)).Select(parameter => new FuzzParameter(
            parameter.Text("name"), parameter.Text("in"), parameter.TryGetProperty("required", out var required) && required.GetBoolean())).ToList() : [];
        var content = operation.TryGetProperty("requestBody", out var body) ? body.GetProperty("content").EnumerateObject().First() : (JsonProperty?)null;
        return new(
            document,
            method,
            path,
            parameters,
            content?.Value.GetProperty("schema"),
            content?.Name,
            operation.GetProperty("responses").EnumerateObject().ToDictionary(
                response => int.Parse(response.Name), IReadOnlySet<string> (response) => CodesOf(Resolve(document, response.Value))));
    }

    private static JsonElement Resolve(JsonElement document, JsonElement node)
    {
        while (node.TryGetProperty("$ref", out var reference))
        {
            node = reference.GetString()!.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries)
                .Aggregate(document, (owner, step) => owner.GetProperty(step));
        }

        return node;
    }

    private static HashSet<string> CodesOf(JsonElement response) => response.TryGetProperty("x-problem-codes", out var codes)
        ? codes.EnumerateArray().Select(code => code.GetString()!).ToHashSet(StringComparer.Ordinal)
        : new HashSet<string>(StringComparer.Ordinal);
}

/// <param name="In">path, query or header.</param>
public sealed record FuzzParameter(string Name, string In, bool IsRequired);
