using Mobile.Features.Data;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Sync;

namespace Mobile.Features.Catalog;

/// <summary>The products on sale, as apps keep a replica of them: one feed for all users. A product that is taken off sale is gone.</summary>
public sealed class ProductSync(DbSession db) : ISyncSource
{
    public const string Collection = "products";

    public string Name => Collection;

    public string FeedOwner(string userId) => Feed.Catalogue;

    public Type ItemType(string version) => version == "v1" ? typeof(ProductSummaryV1) : typeof(ProductSummaryV2);

    public async Task<Slice<Change>> ChangesAsync(string userId, SyncWindow window, int limit, string version, CancellationToken stop)
    {
        var sql = $"{(window.Fresh ? Sql.All : Sql.Changes)} {db.Dialect.Limit}";
        var products = await db.SliceAsync<Product>(
            sql, new { window.After, window.UpTo, limit = limit + 1 }, new(limit, PageLimit.MaxBytes, Product.SizeOf), stop);
        return new(
            [.. products.Rows.Select(product =>
                new Change(product.Seq, product.Id, product.RetiredAt is null ? Shape(product, version) : null, Product.SizeOf(product)))],
            products.HasMore);
    }

    public Task<long?> FirstSinceAsync(string userId, long time, CancellationToken stop) =>
        db.FindAsync<long?>(Sql.FirstSince, new { time }, stop);

    private static object Shape(Product product, string version) =>
        version == "v1" ? ProductSummaryV1.From(product, version) : ProductSummaryV2.From(product, version);

    private static class Sql
    {
        public const string Changes = $"SELECT {Product.Columns} FROM products WHERE seq > @After AND seq <= @UpTo ORDER BY seq";

        public const string All = $"SELECT {Product.Columns} FROM products WHERE seq > @After AND seq <= @UpTo AND retired_at IS NULL ORDER BY seq";

        public const string FirstSince = "SELECT MIN(seq) FROM products WHERE updated_at >= @time";
    }
}
