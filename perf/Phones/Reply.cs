using System.Net.Http.Headers;
using System.Text.Json;

namespace Mobile.Perf.Phones;

/// <summary>An answer, whole.</summary>
internal sealed record Reply(int Status, HttpResponseHeaders Headers, byte[] Body)
{
    public JsonElement Json => JsonElement.Parse(Body);

    public string? ETag => Header("ETag");

    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
