using Mobile.Admin.Components.Pages.Orders;
using Mobile.Features.Orders;
using Mobile.Features.Pipeline;

namespace Mobile.Admin.Actions;

/// <summary>What staff do about an order.</summary>
internal static class OrderActions
{
    private static readonly string[] Serve = [Staff.Push, Staff.Release];

    public static void Map(AdminActions actions) =>
        actions.Map<OrderPage>("/orders/{orderId}/ship", Serve, (string orderId, ShipOrder.Handler orders, CancellationToken stop) =>
            orders.ShipAsync(orderId, stop).ThenAsync($"/admin/orders/{orderId}", "The order is shipped, and its customer is told."));
}
