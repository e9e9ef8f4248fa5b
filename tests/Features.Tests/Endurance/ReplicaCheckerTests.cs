using System.Text.Json;
using Mobile.Testing.Replicas;

namespace Mobile.Features.Tests.Endurance;

public sealed class ReplicaCheckerTests
{
    private readonly Replica replica = new();
    private readonly Replica server = new();

    [Fact]
    public void Equal_states_have_no_difference_whatever_the_order_of_their_members()
    {
        Put(replica, """{ "id": "a", "version": 1, "note": null }""");
        Put(server, """{ "note": null, "version": 1, "id": "a" }""");

        Assert.Empty(ReplicaChecker.Compare(replica, server));
    }

    [Fact]
    public void Each_difference_is_a_sentence_with_its_versions()
    {
        Put(replica, """{ "id": "b", "version": 1 }""");
        Put(replica, """{ "id": "c", "version": 1, "note": "x" }""");
        Put(server, """{ "id": "a", "version": 3 }""");
        Put(server, """{ "id": "c", "version": 2, "note": "y" }""");

        Assert.Equal(
            [
                "orders/a is missing: the server has version 3",
                "orders/b is extra: the replica has version 1, the server none",
                "orders/c is different: the replica has version 1, the server version 2; version 1 instead of 2, note \"x\" instead of \"y\"",
            ],
            ReplicaChecker.Compare(replica, server));
    }

    [Fact]
    public void What_the_replica_does_not_follow_is_not_compared()
    {
        Put(replica, """{ "id": "a", "version": 1 }""");
        replica.Remove("orders", "a");
        server.Put("products", Parse("""{ "id": "p", "version": 1 }"""));

        Assert.Empty(ReplicaChecker.Compare(replica, server));
    }

    private static void Put(Replica into, string order) => into.Put("orders", Parse(order));

    private static JsonElement Parse(string json) => JsonSerializer.Deserialize<JsonElement>(json);
}
