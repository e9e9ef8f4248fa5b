using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mobile.Contracts;

/// <summary>
/// A JSON schema as the wire sees it: references followed, null told apart from the other types, a choice with one alternative taken for
/// that alternative, and a condition for the two forms that it allows. Names of components and descriptions do not count.
/// </summary>
internal sealed class Schema
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema and what it refers to or is composed of; the first that has a keyword decides.</summary>
    private readonly List<JsonObject> layers = [];

    private readonly ContractDocument document;

    /// <param name="form">What a condition adds, for one of the two forms of a schema that has one.</param>
    private Schema(JsonNode? node, ContractDocument document, IReadOnlyList<JsonObject>? form = null)
    {
        this.document = document;
        while (node is JsonObject layer)
        {
            layers.Add(layer);
            Origin = layer.GetPath();
            if (form is null && layer["if"] is JsonObject condition)
            {
                Condition = condition;
                Alternatives =
                [
                    new(layer, document, [condition, .. new[] { layer["then"] }.OfType<JsonObject>()]),
                    new(layer, document, [.. new[] { layer["else"] }.OfType<JsonObject>()]),
                ];
            }

            foreach (var part in layer["allOf"] as JsonArray ?? [])
            {
                layers.AddRange(Read(part, document).layers);
            }

            node = layer["$ref"] is { } reference ? document.Find(reference.GetValue<string>()) : TakeOnlyAlternative(layer);
        }

        if (form is [.., var last])
        {
            layers.AddRange(form);
            Origin = last.GetPath();
        }

        (Types, var isNull) = TypesOf();
        IsNullable |= isNull || IsAnything;
        Fields = layers.Select(layer => layer["properties"]).OfType<JsonObject>().Reverse().SelectMany(fields => fields)
            .GroupBy(field => field.Key, StringComparer.Ordinal)
            .ToDictionary(field => field.Key, field => field.Last().Value, StringComparer.Ordinal);
        Required = layers.Select(layer => layer["required"]).OfType<JsonArray>().SelectMany(names => names)
            .Select(name => name!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Where in its document it stands: equal for all that refer to it.</summary>
    public string Origin { get; private set; } = "";

    /// <summary>Without null. Empty where anything goes.</summary>
    public IReadOnlySet<string> Types { get; }

    public bool IsNullable { get; private set; }

    /// <summary>Two or more, or none. A schema with a condition (<c>if</c>) has two: that in which it holds, and that in which it does not.</summary>
    public IReadOnlyList<Schema> Alternatives { get; private set; } = [];

    /// <summary>What tells the two forms of the schema apart; null where it has one form.</summary>
    public JsonObject? Condition { get; }

    public IReadOnlyDictionary<string, JsonNode?> Fields { get; }

    public IReadOnlySet<string> Required { get; }

    public bool IsAnything => Types.Count == 0 && Alternatives.Count == 0;

    public string? Format => Find("format")?.GetValue<string>();

    public string? Pattern => Find("pattern")?.GetValue<string>();

    /// <summary>As JSON, without null; null where any value of the type goes.</summary>
    public IReadOnlyList<string>? Values =>
        Find("enum") is JsonArray values ? [.. values.OfType<JsonNode>().Select(value => value.ToJsonString(Readable))] : null;

    /// <summary>Null where the object takes no members beside its fields.</summary>
    public JsonNode? Others => Find("additionalProperties") switch
    {
        null => new JsonObject(),
        JsonValue value => value.GetValue<bool>() ? new JsonObject() : null,
        var schema => schema,
    };

    /// <summary>What a person calls its type.</summary>
    public string TypeName => this switch
    {
        { Alternatives.Count: > 0 } => "one of several shapes",
        { IsAnything: true } => "anything",
        _ => string.Join(" or ", Types.Order(StringComparer.Ordinal)) + (Format is { } format ? $" ({format})" : ""),
    };

    /// <summary>Equal for schemas that differ in their limits only: whether a new name may stand for the same thing.</summary>
    public string Shape =>
        Find("items") is { } items ? $"array of {Read(items, document).Shape}" : $"{TypeName} {{ {string.Join(", ", Fields.Keys.Order(StringComparer.Ordinal))} }}";

    public IEnumerable<string> Keywords => layers.SelectMany(layer => layer).Select(keyword => keyword.Key);

    /// <param name="node">Null for no schema, which allows anything.</param>
    public static Schema Read(JsonNode? node, ContractDocument document) => new(node, document);

    public JsonNode? Find(string keyword) => layers.Select(layer => layer[keyword]).FirstOrDefault(value => value is not null);

    public decimal? Number(string keyword) => Find(keyword)?.GetValue<decimal>();

    private JsonNode? TakeOnlyAlternative(JsonObject layer)
    {
        if ((layer["oneOf"] ?? layer["anyOf"]) is not JsonArray choice)
        {
            return null;
        }

        var alternatives = choice.Where(alternative => alternative?["type"] is not JsonValue type || !IsNull(type)).ToList();
        IsNullable |= alternatives.Count < choice.Count;
        if (alternatives is [var only])
        {
            return only;
        }

        Alternatives = [.. alternatives.Select(alternative => Read(alternative, document))];
        return null;
    }

    private (IReadOnlySet<string> Types, bool IsNull) TypesOf()
    {
        var names = Find("type") switch
        {
            JsonArray several => several.Select(name => name!.GetValue<string>()),
            JsonValue one => [one.GetValue<string>()],
            _ when Find("properties") is not null => ["object"],
            _ when Find("items") is not null => ["array"],
            _ when Find("enum") is JsonArray values => values.Select(KindOf),
            _ => [],
        };
        var types = names.ToHashSet(StringComparer.Ordinal);
        return (types, types.Remove("null"));
    }

    private static string KindOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "null",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        _ => "boolean",
    };

    private static bool IsNull(JsonValue type) => type.GetValueKind() is JsonValueKind.String && type.GetValue<string>() == "null";
}
