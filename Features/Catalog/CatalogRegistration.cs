using Mobile.Features.Pipeline;

namespace Mobile.Features.Catalog;

internal static class CatalogRegistration
{
    public static void AddCatalog(this IServiceCollection services)
    {
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
