using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Garbage;
using Mobile.Features.Pipeline.Privacy;
using Mobile.Features.Push.Events;
using Mobile.Features.Sync;

namespace Mobile.Features.Orders;

internal static class OrdersRegistration
{
    public static void AddOrders(this IServiceCollection services)
    {
        services.AddScoped<OrderPricing>();
        services.AddScoped<OrderHistory>();
        services.AddScoped<OrderChanges>();
        services.AddScoped<ISyncSource, OrderSync>();
        services.AddScoped<IPersonalData, OrderData>();
        services.AddScoped<IGarbage, RemovedOrders>();
        services.AddScoped<PlaceOrder.Handler>();
        services.AddScoped<GetOrder.Handler>();
        services.AddScoped<ListOrders.Handler>();
        services.AddScoped<AmendOrder.Handler>();
        services.AddScoped<CancelOrder.Handler>();
        services.AddScoped<RemoveOrder.Handler>();
        services.AddScoped<ShipOrder.Handler>();
        services.AddScoped<SearchOrders.Handler>();
        services.AddScoped<GetOrderHistory.Handler>();
        services.AddPushEvent<OrderPlaced>("order-placed");
        services.AddPushEvent<OrderShipped>("order-shipped");
        services.AddPushEvent<OrderCancelled>("order-cancelled");
    }

    public static void MapOrders(this ApiVersions api)
    {
        PlaceOrder.Map(api);
        GetOrder.Map(api);
        ListOrders.Map(api);
        AmendOrder.Map(api);
        CancelOrder.Map(api);
        RemoveOrder.Map(api);
    }
}
