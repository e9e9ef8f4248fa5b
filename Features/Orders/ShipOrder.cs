using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Push.Events;
using Mobile.Features.Sync;

namespace Mobile.Features.Orders;

/// <summary>Says, for staff, that an order has left the house: its customer's apps learn it with their next delta, and by a push. Shipping it again changes nothing.</summary>
public static class ShipOrder
{
    public sealed class Handler(DbSession db, OrderChanges changes, Feed feed, Outbox outbox, Audit audit, Staff staff)
    {
        /// <exception cref="ProblemException">403: the caller may not ship.</exception>
        public Task<Outcome<Order>> ShipAsync(string id, CancellationToken stop)
        {
            staff.MustBe(Staff.Push, Staff.Release);
            return db.DecideAsync(() => ShipOnceAsync(id, stop), stop);
        }

        private async Task<Outcome<Order>> ShipOnceAsync(string id, CancellationToken stop)
        {
            if (await db.FindAsync<Order>(Order.Find, new { id }, stop) is not { } order)
            {
                return OrderProblems.OrderNotFound;
            }

            if ((await feed.StateAsync(order.UserId, stop)).ClosedAt is not null)
            {
                return OrderProblems.OrderNotShippable.With("The customer has deleted the account, and with it the address.");
            }

            return order.Status switch
            {
                OrderStatus.Shipped or OrderStatus.Delivered => order,
                OrderStatus.Placed or OrderStatus.Picking => await SaveAsync(order, stop) is { } shipped ? shipped : await ShipOnceAsync(id, stop),
                _ => OrderProblems.OrderNotShippable,
            };
        }

        private async Task<Order?> SaveAsync(Order order, CancellationToken stop)
        {
            var shipped = await changes.SaveAsync(order, order with { Status = OrderStatus.Shipped }, stop);
            if (shipped is not null)
            {
                await outbox.AddAsync(new OrderShipped(order.UserId, order.Id));
                await audit.RecordAsync(staff.UserId, "order-shipped", $"order/{order.Id}");
            }

            return shipped;
        }
    }
}
