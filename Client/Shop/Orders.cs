using System.Text.Json.Nodes;

namespace Mobile.Client;

/// <summary>The user's orders: each method queues a write, whose effect is to be seen at once.</summary>
public sealed class Orders
{
    /// <summary>The name of the collection.</summary>
    public const string Collection = "orders";

    private readonly WriteQueue writes;
    private readonly Replica replica;

    internal Orders(WriteQueue writes, Replica replica) => (this.writes, this.replica) = (writes, replica);

    /// <summary>One order; null when there is none.</summary>
    public Task<Document<Order>?> GetAsync(string id, CancellationToken stop = default) =>
        replica.GetAsync(Collection, id, ClientJson.Default.Order, stop);

    /// <summary>All orders, newest first.</summary>
    public Task<IReadOnlyList<Document<Order>>> ListAsync(CancellationToken stop = default) =>
        replica.ListAsync(Collection, ClientJson.Default.Order, stop);

    /// <summary>Places an order. Until the server has answered it has no names and prices.</summary>
    /// <returns>The id of the order, for good.</returns>
    public async Task<string> PlaceAsync(IEnumerable<NewOrderLine> lines, string? note = null, CancellationToken stop = default)
    {
        var id = writes.NewId();
        var body = new JsonObject { ["id"] = id, ["lines"] = NewOrderLine.Write(lines) };
        if (note is not null)
        {
            body["note"] = note;
        }

        var preview = body.DeepClone().AsObject();
        preview["status"] = "placed";
        await writes.EnqueueAsync(
            new(Collection, id, HttpMethod.Post, "/orders") { Body = body, Effect = Effect.Replace(preview) }, stop).ConfigureAwait(false);
        return id;
    }

    /// <summary>Changes the note, or the lines while the order is <c>placed</c>.</summary>
    public Task AmendAsync(string id, OrderChanges changes, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return writes.EnqueueAsync(
            new(Collection, id, HttpMethod.Patch, Address(id)) { Body = changes.Patch, Effect = Effect.Patch(changes.Patch), Conditional = true }, stop);
    }

    /// <summary>Cancels the order, whatever else has changed in it; the server refuses once it is shipped.</summary>
    public Task CancelAsync(string id, CancellationToken stop = default) => writes.EnqueueAsync(
        new(Collection, id, HttpMethod.Post, Address(id) + "/cancel") { Effect = Effect.Patch(new() { ["status"] = "cancelled" }) }, stop);

    /// <summary>Removes the order from the user's history.</summary>
    public Task RemoveAsync(string id, CancellationToken stop = default) => writes.EnqueueAsync(
        new(Collection, id, HttpMethod.Delete, Address(id)) { Effect = Effect.Remove, Conditional = true }, stop);

    private static string Address(string id) => "/orders/" + Uri.EscapeDataString(id);
}
