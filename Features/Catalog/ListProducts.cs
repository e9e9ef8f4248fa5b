using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Fields;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Sync;

namespace Mobile.Features.Catalog;

/// <summary>The products on sale, newest first, in a shape small enough for a list on a phone; or what has changed in them.</summary>
public static class ListProducts
{
    public static void Map(ApiVersions api)
    {
        api.V1.MapGet("/products", async Task<PageResult<ProductSummaryV1>> (
                PageRequest page, HttpContext context, Handler handler, CancellationToken stop) =>
            (await handler.ListAsync(page, stop)).Answer(product => ProductSummaryV1.From(product, ApiVersionMetadata.Of(context))))
            .WithSummary("List products")
            .WithPaging(ProductSync.Collection, max: 100)
            .WithFields<ProductSummaryV1>(list: "items")
            .WithDelta<ProductSummaryV1>();

        api.V2.MapGet("/products", async Task<PageResult<ProductSummaryV2>> (
                PageRequest page, HttpContext context, Handler handler, CancellationToken stop) =>
            (await handler.ListAsync(page, stop)).Answer(product => ProductSummaryV2.From(product, ApiVersionMetadata.Of(context))))
            .WithSummary("List products")
            .WithPaging(ProductSync.Collection, max: 100)
            .WithFields<ProductSummaryV2>(list: "items")
            .WithDelta<ProductSummaryV2>();
    }

    public sealed class Handler(DbSession db, Feed feed, SyncTokens syncTokens, Caller caller)
    {
        public async Task<Page<Product>> ListAsync(PageRequest page, CancellationToken stop)
        {
            var seq = page.Seq ?? await feed.LastAsync(Feed.Catalogue, stop);
            var rows = await db.SliceAsync<Product>(
                $"{Sql.Newest} {db.Dialect.Limit}",
                new { page.After.At, page.After.Id, limit = page.Limit + 1 },
                new(page.Limit, PageLimit.MaxBytes, Product.SizeOf),
                stop);
            return Page<Product>.Of(
                rows, seq, syncTokens.Seal(ProductSync.Collection, caller.UserId, SyncPoint.At(seq)), product => new(product.CreatedAt, product.Id));
        }
    }

    private static class Sql
    {
        public const string Newest = $"""
            SELECT {Product.Columns}
            FROM products
            WHERE retired_at IS NULL AND created_at <= @At AND (created_at < @At OR id < @Id)
            ORDER BY created_at DESC, id DESC
            """;
    }
}
