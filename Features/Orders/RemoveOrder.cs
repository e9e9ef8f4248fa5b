using Microsoft.AspNetCore.Http.HttpResults;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Idempotency;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Sessions;

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
            .WithExample("id", Order.ExampleId)
            .WithProblems(OrderProblems.OrderNotFound)
            .WithConflict<OrderV1>()
            .RequireIfMatch()
            .RequireIdempotencyKey()
            .RequireLiveSession();

        api.V2.MapDelete("/orders/{id}", async Task<Results<NoContent, Problem>> (
                string id, IfMatch ifMatch, Handler handler, CancellationToken stop) =>
            (await handler.RemoveAsync(id, ifMatch, stop)).Answer(_ => TypedResults.NoContent(), OrderV2.From))
            .WithSummary("Remove an order from the history")
            .WithExample("id", Order.ExampleId)
            .WithProblems(OrderProblems.OrderNotFound)
            .WithConflict<OrderV2>()
            .RequireIfMatch()
            .RequireIdempotencyKey()
            .RequireLiveSession();
    }

    public sealed class Handler(OrderChanges changes)
    {
        public async Task<Outcome<Order>> RemoveAsync(string id, IfMatch ifMatch, CancellationToken stop)
        {
            var found = await changes.FindAsync(id, ifMatch, (_, _) => true, stop);
            if (found.Value is not { } order)
            {
                return found;
            }

            return await changes.RemoveAsync(order, stop) is { } removed ? removed : await RemoveAsync(id, ifMatch, stop);
        }
    }
}
