using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Mobile.Client;

internal static class ServerJson
{
    /// <exception cref="ServerUnreachableException">It is not what the server would say: the sign-in page of a hotel's network, as a rule.</exception>
    public static T Read<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new JsonException("The answer is null.");
        }
        catch (JsonException foreign)
        {
            throw new ServerUnreachableException(foreign);
        }
    }
}
