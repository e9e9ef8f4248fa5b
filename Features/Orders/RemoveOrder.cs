using Microsoft.AspNetCore.Http.HttpResults;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Idempotency;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Sync;

namespace Mobile.Features.Orders;

/// <summary>
/// Removes an order from its user's history. The row stays as its own tombstone: it tells the user's other devices, and refuses a late
/// repetition of its creation, until it is collected.
/// </summary>
public static class RemoveOrder
{
    public static void Map(ApiVersions api)
    {
        api.V1.MapDelete("/orders/{id}", async Task<Results<NoContent, Problem>> (
                string id, IfMatch ifMatch, Handler handler, CancellationToken stop) =>
            (await handler.RemoveAsync(id, ifMatch, stop)).Answer(_ => TypedResults.NoContent(), OrderV1.From, OrderV1.FieldName))
            .WithSummary("Remove an order from the history")
            .WithProblems(OrderProblems.OrderNotFound)
            .RequireIfMatch()
            .RequireIdempotencyKey();

        api.V2.MapDelete("/orders/{id}", async Task<Results<NoContent, Problem>> (
                string id, IfMatch ifMatch, Handler handler, CancellationToken stop) =>
            (await handler.RemoveAsync(id, ifMatch, stop)).Answer(_ => TypedResults.NoContent(), OrderV2.From))
            .WithSummary("Remove an order from the history")
            .WithProblems(OrderProblems.OrderNotFound)
            .RequireIfMatch()
            .RequireIdempotencyKey();
    }

    public sealed class Handler(DbSession db, Feed feed, OrderChanges changes, Caller caller, TimeProvider clock)
    {
        public async Task<Outcome<Order>> RemoveAsync(string id, IfMatch ifMatch, CancellationToken stop)
        {
            var found = await changes.FindAsync(id, ifMatch, (_, _) => true, stop);
            if (found.Value is not { } order)
            {
                return found;
            }

            var seq = await feed.NextAsync(caller.UserId, stop);
            var removed = await db.ExecuteAsync(Sql.Remove, new { order.Id, order.Version, seq, now = clock.UnixMilliseconds() });
            return removed == 1 ? order : await RemoveAsync(id, ifMatch, stop);
        }
    }

    private static class Sql
    {
        public const string Remove = """
            UPDATE orders
            SET seq = @seq, version = version + 1, removed_at = @now, updated_at = @now
            WHERE id = @Id AND version = @Version AND removed_at IS NULL
            """;
    }
}
