using System.Text.Json;

namespace Mobile.Testing.Replicas;

/// <summary>What an app holds, or a server: by collection, each item by its id.</summary>
public sealed class Replica
{
    private readonly Dictionary<string, Dictionary<string, JsonElement>> collections = new(StringComparer.Ordinal);

    public IEnumerable<string> Collections => collections.Keys;

    public IReadOnlyDictionary<string, JsonElement> this[string collection] => Of(collection);

    /// <summary>Puts an item in the place of what was known under its id.</summary>
    public void Put(string collection, JsonElement item) => Of(collection)[item.GetProperty("id").GetString()!] = item;

    public void Remove(string collection, string id) => Of(collection).Remove(id);

    private Dictionary<string, JsonElement> Of(string collection) =>
        collections.TryGetValue(collection, out var items) ? items : collections[collection] = new(StringComparer.Ordinal);
}
