using Mobile.Features.Pipeline;

namespace Mobile.Features.Orders;

internal static class OrdersRegistration
{
    public static void AddOrders(this IServiceCollection services)
    {
        services.AddScoped<PlaceOrder.Handler>();
        services.AddScoped<GetOrder.Handler>();
        services.AddScoped<ListOrders.Handler>();
    }

    public static void MapOrders(this ApiVersions api)
    {
        PlaceOrder.Map(api);
        GetOrder.Map(api);
        ListOrders.Map(api);
    }
}
