using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Mobile.Features.Pipeline.Fields;

/// <summary>The members of a contract, by their names on the wire: what <c>fields</c> may name.</summary>
public sealed class FieldShape
{
    private static readonly FieldShape Value = new();

    public IDictionary<string, FieldShape> Members { get; } = new Dictionary<string, FieldShape>(StringComparer.Ordinal);

    /// <summary>Of an object, or of the elements of a list.</summary>
    public static FieldShape Of(Type type, JsonSerializerOptions json)
    {
        var info = json.GetTypeInfo(type);
        if (info.Kind is JsonTypeInfoKind.Enumerable)
        {
            return Of(info.ElementType!, json);
        }

        if (info.Kind is not JsonTypeInfoKind.Object)
        {
            return Value;
        }

        var shape = new FieldShape();
        foreach (var property in info.Properties)
        {
            shape.Members.Add(property.Name, Of(property.PropertyType, json));
        }

        return shape;
    }
}
