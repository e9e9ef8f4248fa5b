using Mobile.Features.Pipeline;
using Mobile.Features.Sync;

namespace Mobile.Features.Catalog;

internal static class CatalogRegistration
{
    public static void AddCatalog(this IServiceCollection services, IConfiguration configuration)
    {
        if (ImageCdn.Read(configuration) is { } cdn)
        {
            services.AddSingleton(cdn);
        }

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
