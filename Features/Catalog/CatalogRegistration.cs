using Mobile.Features.Pipeline;
using Mobile.Features.Sync;

namespace Mobile.Features.Catalog;

internal static class CatalogRegistration
{
    public static void AddCatalog(this IServiceCollection services)
    {
        services.AddScoped<ISyncSource, ProductSync>();
        services.AddScoped<ListProducts.Handler>();
        services.AddScoped<GetProduct.Handler>();
    }

    public static void MapCatalog(this ApiVersions api)
    {
        ListProducts.Map(api);
        GetProduct.Map(api);
        ProductImages.Map(api);
    }
}
