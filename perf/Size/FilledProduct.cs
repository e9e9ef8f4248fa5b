using Mobile.Perf.Target;
using Mobile.Testing.Scenarios;

namespace Mobile.Perf.Size;

/// <summary>The product over a filled database, whose users its identity provider vouches for.</summary>
internal static class FilledProduct
{
    /// <param name="isApart">As of <see cref="ProductServer.StartAsync"/>.</param>
    public static async Task<ProductServer> StartAsync(ShopSize size, IProgress<ScenarioStep> progress, bool isApart, CancellationToken stop)
    {
        var product = await ProductServer.StartAsync(prepareAsync: store => ShopFilling.WriteAsync(store, size, progress, stop), isApart: isApart);
        try
        {
            await product.Store.WriteAsync(
                "UPDATE users SET issuer = @Issuer WHERE issuer = @crowd", new { product.Issuer, crowd = ShopFilling.Issuer });
            return product;
        }
        catch
        {
            await product.DisposeAsync();
            throw;
        }
    }
}
