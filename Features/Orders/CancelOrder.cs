using Microsoft.AspNetCore.Http.HttpResults;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Idempotency;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Push.Events;
using Mobile.Features.Sessions;

namespace Mobile.Features.Orders;

/// <summary>Cancels an order that has not been shipped. Cancelling it again changes nothing.</summary>
public static class CancelOrder
{
    public static void Map(ApiVersions api)
    {
        api.V1.MapPost("/orders/{id}/cancel", async Task<Results<Resource<OrderV1>, Problem>> (
                string id, IfMatch ifMatch, Handler handler, CancellationToken stop) =>
            (await handler.CancelAsync(id, ifMatch, stop))
                .Answer(order => new Resource<OrderV1>(() => OrderV1.From(order), order.Version), OrderV1.From, OrderV1.FieldName))
            .WithSummary("Cancel an order")
            .WithExample("id", Order.ExampleId)
            .WithProblems(OrderProblems.OrderNotFound, OrderProblems.OrderNotCancellable)
            .WithConflict<OrderV1>()
            .AcceptIfMatch()
            .RequireIdempotencyKey()
            .RequireLiveSession();

        api.V2.MapPost("/orders/{id}/cancel", async Task<Results<Resource<OrderV2>, Problem>> (
                string id, IfMatch ifMatch, Handler handler, CancellationToken stop) =>
            (await handler.CancelAsync(id, ifMatch, stop))
                .Answer(order => new Resource<OrderV2>(() => OrderV2.From(order), order.Version), OrderV2.From))
            .WithSummary("Cancel an order")
            .WithExample("id", Order.ExampleId)
            .WithProblems(OrderProblems.OrderNotFound, OrderProblems.OrderNotCancellable)
            .WithConflict<OrderV2>()
            .AcceptIfMatch()
            .RequireIdempotencyKey()
            .RequireLiveSession();
    }

    public sealed class Handler(OrderChanges changes, Outbox outbox)
    {
        public async Task<Outcome<Order>> CancelAsync(string id, IfMatch ifMatch, CancellationToken stop)
        {
            var found = await changes.FindAsync(id, ifMatch, (_, _) => true, stop);
            if (found.Value is not { } order)
            {
                return found;
            }

            return order.Status switch
            {
                OrderStatus.Cancelled => order,
                OrderStatus.Placed or OrderStatus.Picking =>
                    await SaveAsync(order, stop) is { } cancelled ? cancelled : await CancelAsync(id, ifMatch, stop),
                _ => OrderProblems.OrderNotCancellable,
            };
        }

        private async Task<Order?> SaveAsync(Order order, CancellationToken stop)
        {
            var cancelled = await changes.SaveAsync(order, order with { Status = OrderStatus.Cancelled }, stop);
            if (cancelled is not null)
            {
                await outbox.AddAsync(new OrderCancelled(order.UserId, order.Id));
            }

            return cancelled;
        }
    }
}
