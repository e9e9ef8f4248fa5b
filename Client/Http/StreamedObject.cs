using System.Text.Json;

namespace Mobile.Client;

/// <summary>Follows a JSON object as it streams by, and tells in the end whether it was a whole one with the required members.</summary>
internal sealed class StreamedObject(params string[] required)
{
    private readonly HashSet<string> missing = new(required, StringComparer.Ordinal);
    private JsonReaderState state;
    private byte[] unread = [];
    private bool isObject;

    /// <param name="isLast">Whether nothing follows.</param>
    /// <exception cref="JsonException">It is no JSON, or ends too early.</exception>
    public void Read(ReadOnlySpan<byte> part, bool isLast)
    {
        byte[] bytes = [.. unread, .. part];
        var reader = new Utf8JsonReader(bytes, isLast, state);
        while (reader.Read())
        {
            isObject |= reader is { CurrentDepth: 0, TokenType: JsonTokenType.StartObject };
            if (reader is { CurrentDepth: 1, TokenType: JsonTokenType.PropertyName })
            {
                missing.Remove(reader.GetString()!);
            }
        }

        state = reader.CurrentState;
        unread = bytes[(int)reader.BytesConsumed..];
    }

    /// <summary>Whether the document that was read to its end is the expected one.</summary>
    public bool IsWhole => isObject && missing.Count == 0;
}
