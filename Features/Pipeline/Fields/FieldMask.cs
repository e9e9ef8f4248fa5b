using System.Text.Json;

namespace Mobile.Features.Pipeline.Fields;

/// <summary>The members that an answer is cut down to.</summary>
public sealed class FieldMask
{
    private readonly Dictionary<string, FieldMask?> members = new(StringComparer.Ordinal);

    /// <summary>Whether members that are not named pass as well.</summary>
    private readonly bool passesOthers;

    private FieldMask(bool passesOthers = false) => this.passesOthers = passesOthers;

    /// <summary>The items of a list, whose other members stay.</summary>
    public static FieldMask Within(string list, FieldMask items) => new(passesOthers: true) { members = { [list] = items } };

    /// <param name="paths">Members, with a dot before each nested one; the whole of a member that stands without.</param>
    /// <param name="shape">What may be named.</param>
    /// <returns>Null, and the path that does not exist.</returns>
    public static FieldMask? Parse(IEnumerable<string> paths, FieldShape shape, out string? unknown)
    {
        var root = new FieldMask();
        foreach (var path in paths)
        {
            if (!root.Add(path.Split('.'), shape))
            {
                unknown = path;
                return null;
            }
        }

        unknown = null;
        return root;
    }

    /// <summary>Copies one JSON value, without what the mask leaves out.</summary>
    public void Copy(ReadOnlySpan<byte> json, Utf8JsonWriter writer)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        Copy(json, ref reader, writer, this);
    }

    private static void Copy(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, Utf8JsonWriter writer, FieldMask? mask)
    {
        if (mask is null || reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            writer.WriteRawValue(json[start..(int)reader.BytesConsumed], skipInputValidation: true);
        }
        else if (reader.TokenType is JsonTokenType.StartArray)
        {
            writer.WriteStartArray();
            while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
            {
                Copy(json, ref reader, writer, mask);
            }

            writer.WriteEndArray();
        }
        else
        {
            writer.WriteStartObject();
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                if (mask.members.TryGetValue(name, out var nested) || mask.passesOthers)
                {
                    writer.WritePropertyName(name);
                    Copy(json, ref reader, writer, nested);
                }
                else
                {
                    reader.Skip();
                }
            }

            writer.WriteEndObject();
        }
    }

    private bool Add(ReadOnlySpan<string> path, FieldShape shape)
    {
        if (!shape.Members.TryGetValue(path[0], out var nestedShape))
        {
            return false;
        }

        if (path.Length == 1)
        {
            members[path[0]] = null;
            return true;
        }

        // What is wanted whole stays whole.
        var whole = members.TryGetValue(path[0], out var nested) && nested is null;
        nested ??= new();
        if (!whole)
        {
            members[path[0]] = nested;
        }

        return nested.Add(path[1..], nestedShape);
    }
}
