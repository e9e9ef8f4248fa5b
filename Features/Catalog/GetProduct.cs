using Microsoft.AspNetCore.Http.HttpResults;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Fields;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Catalog;

/// <summary>All about one product on sale.</summary>
public static class GetProduct
{
    public static void Map(ApiVersions api)
    {
        api.V1.MapGet("/products/{sku}", async Task<Results<Resource<ProductV1>, Problem>> (
                string sku, HttpContext context, Handler handler, CancellationToken stop) =>
            (await handler.GetAsync(sku, stop))
                .Answer(product => new Resource<ProductV1>(() => ProductV1.From(product, ApiVersionMetadata.Of(context)), product.Version)))
            .WithSummary("Read a product")
            .WithExample("sku", "MUG-RED")
            .WithProblems(CatalogProblems.ProductNotFound)
            .WithFields<ProductV1>();

        api.V2.MapGet("/products/{sku}", async Task<Results<Resource<ProductV2>, Problem>> (
                string sku, HttpContext context, Handler handler, CancellationToken stop) =>
            (await handler.GetAsync(sku, stop))
                .Answer(product => new Resource<ProductV2>(() => ProductV2.From(product, ApiVersionMetadata.Of(context)), product.Version)))
            .WithSummary("Read a product")
            .WithExample("sku", "MUG-RED")
            .WithProblems(CatalogProblems.ProductNotFound)
            .WithFields<ProductV2>();
    }

    public sealed class Handler(DbSession db)
    {
        public async Task<Outcome<Product>> GetAsync(string sku, CancellationToken stop) =>
            // SQL Server takes no account of blanks at the end; a SKU is compared exactly.
            await db.FindAsync<Product>(Sql.Find, new { sku }, stop) is { } product && product.Sku == sku ? product : CatalogProblems.ProductNotFound;
    }

    private static class Sql
    {
        public const string Find = $"SELECT {Product.Columns} FROM products WHERE sku = @sku AND retired_at IS NULL";
    }
}
