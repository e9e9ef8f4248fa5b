using System.Text.Json.Nodes;

namespace Mobile.Contracts;

/// <summary>The media types of a body, before and after.</summary>
internal sealed class MediaTypes(JsonObject before, JsonObject after)
{
    private readonly JsonObject was = before["content"] as JsonObject ?? [];
    private readonly JsonObject now = after["content"] as JsonObject ?? [];

    public IEnumerable<string> Removed => was.Select(type => type.Key).Where(type => !now.ContainsKey(type));

    public IEnumerable<string> Added => now.Select(type => type.Key).Where(type => !was.ContainsKey(type));

    /// <summary>The schemas of each media type that stayed.</summary>
    public IEnumerable<(JsonNode? Was, JsonNode? Now)> Kept =>
        was.Where(type => now.ContainsKey(type.Key)).Select(type => (type.Value?["schema"], now[type.Key]?["schema"]));
}
