using System.Text.Json;

namespace Mobile.Features.Tests.OpenApi;

/// <summary>
/// Checks a JSON value against a schema, as far as the documents use the language: and a member that the schema does not name is a fault, since no generated
/// client would read it.
/// </summary>
/// <param name="resolve">Follows a reference.</param>
internal sealed class SchemaCheck(Func<JsonElement, JsonElement> resolve)
{
    public IReadOnlyList<string> Faults(JsonElement value, JsonElement schema) => [.. Faults("$", value, resolve(schema))];

    private IEnumerable<string> Faults(string place, JsonElement value, JsonElement schema)
    {
        if (schema.TryGetProperty("oneOf", out var alternatives))
        {
            var matching = alternatives.EnumerateArray().Count(one => !Faults(place, value, resolve(one)).Any());
            return matching == 1 ? [] : [$"{place} fits {matching} of the alternatives"];
        }

        if (schema.TryGetProperty("type", out var type) && !Types(type).Any(name => IsOf(value, name)))
        {
            return [$"{place} is {value.ValueKind}, not {type}"];
        }

        return
        [
            .. schema.TryGetProperty("enum", out var values) && !values.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)) ? [$"{place} is {value}, not one of {values}"] : (string[])[],
            .. value.ValueKind is JsonValueKind.Object ? OfObject(place, value, schema) : [],
            .. value.ValueKind is JsonValueKind.Array && schema.TryGetProperty("items", out var items)
                ? value.EnumerateArray().SelectMany((item, index) => Faults($"{place}[{index}]", item, resolve(items)))
                : [],
        ];
    }

    private IEnumerable<string> OfObject(string place, JsonElement value, JsonElement schema)
    {
        var properties = schema.TryGetProperty("properties", out var named) ? named : default;
        foreach (var missing in Missing(value, schema))
        {
            yield return $"{place}.{missing} is missing";
        }

        foreach (var member in value.EnumerateObject())
        {
            var isNamed = properties.ValueKind is JsonValueKind.Object && properties.TryGetProperty(member.Name, out _);
            if (!isNamed && properties.ValueKind is JsonValueKind.Object && !schema.TryGetProperty("additionalProperties", out _))
            {
                yield return $"{place}.{member.Name} is not in the schema";
                continue;
            }

            var of = isNamed ? properties.GetProperty(member.Name) : schema.TryGetProperty("additionalProperties", out var others) ? others : default;
            foreach (var fault in of.ValueKind is JsonValueKind.Object ? Faults($"{place}.{member.Name}", member.Value, resolve(of)) : [])
            {
                yield return fault;
            }
        }

        if (schema.TryGetProperty("if", out var condition))
        {
            var applies = schema.GetProperty(Missing(value, condition).Any() ? "else" : "then");
            foreach (var missing in Missing(value, applies))
            {
                yield return $"{place}.{missing} is missing, by {condition}";
            }
        }
    }

    private static IEnumerable<string> Missing(JsonElement value, JsonElement schema) => schema.TryGetProperty("required", out var required)
        ? required.EnumerateArray().Select(name => name.GetString()!).Where(name => !value.TryGetProperty(name, out _))
        : [];

    private static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind is JsonValueKind.Array ? type.EnumerateArray().Select(name => name.GetString()!) : [type.GetString()!];

    private static bool IsOf(JsonElement value, string type) => type switch
    {
        "null" => value.ValueKind is JsonValueKind.Null,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind is JsonValueKind.Number,
        "string" => value.ValueKind is JsonValueKind.String,
        "array" => value.ValueKind is JsonValueKind.Array,
        _ => value.ValueKind is JsonValueKind.Object,
    };
}
