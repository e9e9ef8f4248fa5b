using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mobile.Contracts;

/// <summary>The contract of one version: its OpenAPI document, without what depends on where it was served.</summary>
public sealed class ContractDocument
{
    /// <summary>Describes the identity provider, which is a matter of configuration.</summary>
    private const string SignIn = "signIn";

    private static readonly JsonSerializerOptions Pretty = new()
    {
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly JsonObject root;

    private ContractDocument(JsonObject root) => this.root = root;

    public static ContractDocument Parse(string json)
    {
        var document = JsonNode.Parse(json)!.AsObject();
        (document["components"]?["securitySchemes"] as JsonObject)?.Remove(SignIn);
        RemoveSignIn(document);
        foreach (var operation in PathsOf(document).SelectMany(path => path.Value!.AsObject()).Select(member => member.Value).OfType<JsonObject>())
        {
            RemoveSignIn(operation);
        }

        if (document["paths"] is JsonObject paths)
        {
            document["paths"] = new JsonObject(paths.OrderBy(path => path.Key, StringComparer.Ordinal).Select(path => KeyValuePair.Create(path.Key, path.Value?.DeepClone())));
        }

        return new(document);
    }

    /// <summary>The same text for the same contract, to the byte.</summary>
    public override string ToString() => root.ToJsonString(Pretty) + "\n";

    internal IReadOnlyList<Operation> Operations =>
    [
        .. from path in PathsOf(root)
           from member in path.Value!.AsObject()
           where Operation.Methods.Contains(member.Key)
           select new Operation(this, member.Key.ToUpperInvariant(), path.Key, member.Value!.AsObject(), path.Value["parameters"] as JsonArray),
    ];

    internal JsonNode? Security => root["security"];

    internal JsonObject SecuritySchemes => root["components"]?["securitySchemes"] as JsonObject ?? [];

    internal IReadOnlyList<string> Servers => [.. (root["servers"] as JsonArray ?? []).Select(server => server!["url"]!.GetValue<string>())];

    /// <summary>The node itself, or what its reference leads to.</summary>
    internal JsonObject? Follow(JsonNode? node)
    {
        while (node is JsonObject referring && referring["$ref"] is { } reference)
        {
            node = Find(reference.GetValue<string>());
        }

        return node as JsonObject;
    }

    /// <param name="reference">A fragment that is a JSON pointer (RFC 6901).</param>
    internal JsonNode Find(string reference)
    {
        JsonNode? node = root;
        foreach (var step in reference.TrimStart('#').Split('/').Skip(1))
        {
            node = node?[step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)];
        }

        return node ?? throw new InvalidDataException($"The document refers to {reference}, which is not in it.");
    }

    private static JsonObject PathsOf(JsonObject document) => document["paths"] as JsonObject ?? [];

    /// <summary>The other way in, by a token, is the same everywhere. An empty requirement is what is left of an unknown provider.</summary>
    private static void RemoveSignIn(JsonObject secured)
    {
        var requirements = secured["security"] as JsonArray;
        foreach (var requirement in requirements?.Where(one => one is JsonObject { Count: 0 } || one?[SignIn] is not null).ToList() ?? [])
        {
            requirements!.Remove(requirement);
        }
    }
}
