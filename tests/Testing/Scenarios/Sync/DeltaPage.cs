using System.Text.Json;
using Mobile.Testing.Replicas;

namespace Mobile.Testing.Scenarios.Sync;

/// <summary>A page of changes as the wire has it.</summary>
internal sealed record DeltaPage(IReadOnlyList<(string Collection, JsonElement Items, JsonElement Deleted)> Changes, string Token, bool More)
{
    public void ApplyTo(Replica replica)
    {
        foreach (var (collection, items, deleted) in Changes)
        {
            foreach (var item in items.EnumerateArray())
            {
                replica.Put(collection, item);
            }

            foreach (var id in deleted.EnumerateArray())
            {
                replica.Remove(collection, id.GetString()!);
            }
        }
    }

    /// <summary>Of <c>GET /orders?since=</c>.</summary>
    public static DeltaPage OfOrders(JsonElement page) => Of(page, [("orders", page)]);

    /// <summary>Of <c>GET /sync</c>.</summary>
    public static DeltaPage OfCollections(JsonElement page) =>
        Of(page, [.. page.GetProperty("collections").EnumerateObject().Select(collection => (collection.Name, collection.Value))]);

    private static DeltaPage Of(JsonElement page, IReadOnlyList<(string Name, JsonElement Changes)> collections) => new(
        [.. collections.Select(collection =>
            (collection.Name, collection.Changes.GetProperty("items"), collection.Changes.GetProperty("deleted")))],
        page.GetProperty("syncToken").GetString()!,
        page.GetProperty("more").GetBoolean());
}
