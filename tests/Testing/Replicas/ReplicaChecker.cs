using System.Text.Json;

namespace Mobile.Testing.Replicas;

/// <summary>Tells in sentences where an app's replica differs from what the server holds.</summary>
public static class ReplicaChecker
{
    /// <param name="replica">Only the collections that it follows are compared.</param>
    /// <returns>Nothing when the replica is whole.</returns>
    public static IReadOnlyList<string> Compare(Replica replica, Replica server) =>
        [.. replica.Collections.SelectMany(collection => Compare(collection, replica[collection], server[collection]))];

    private static IEnumerable<string> Compare(
        string collection, IReadOnlyDictionary<string, JsonElement> replica, IReadOnlyDictionary<string, JsonElement> server)
    {
        foreach (var id in replica.Keys.Union(server.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var difference = (replica.TryGetValue(id, out var held), server.TryGetValue(id, out var actual)) switch
            {
                (false, _) => $"missing: the server has {Version(actual)}",
                (_, false) => $"extra: the replica has {Version(held)}, the server none",
                _ when !JsonElement.DeepEquals(held, actual) =>
                    $"different: the replica has {Version(held)}, the server {Version(actual)}; {string.Join(", ", Members(held, actual))}",
                _ => null,
            };
            if (difference is not null)
            {
                yield return $"{collection}/{id} is {difference}";
            }
        }
    }

    private static IEnumerable<string> Members(JsonElement held, JsonElement actual) =>
        held.EnumerateObject().Concat(actual.EnumerateObject())
            .Select(member => member.Name)
            .Distinct(StringComparer.Ordinal)
            .Select(name => (Name: name, Held: Text(held, name), Actual: Text(actual, name)))
            .Where(member => member.Held != member.Actual)
            .Select(member => $"{member.Name} {member.Held} instead of {member.Actual}");

    private static string Text(JsonElement item, string member) => item.TryGetProperty(member, out var value) ? value.GetRawText() : "absent";

    private static string Version(JsonElement item) => $"version {Text(item, "version")}";
}
