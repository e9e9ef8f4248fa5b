using System.Data.Common;
using System.Globalization;
using Mobile.Features.Data;
using Mobile.Features.Orders;
using Mobile.Features.Sync;

namespace Mobile.Features.SampleData;

/// <summary>
/// A shop to look at in Development: 200 products, the five users of the development provider, and some orders. Written once, into
/// an empty database.
/// </summary>
internal sealed partial class SampleShop(Database database, TimeProvider clock, ILogger<SampleShop> logger)
{
    private static readonly string[] Statuses =
        [OrderStatus.Placed, OrderStatus.Picking, OrderStatus.Shipped, OrderStatus.Delivered, OrderStatus.Delivered, OrderStatus.Cancelled];

    public async Task WriteOnceAsync(CancellationToken stop)
    {
        try
        {
            if (await database.WriteAsync(unit => WriteAsync(unit, stop), stop))
            {
                Log.Written(logger);
            }
        }
        catch (DbException exists) when (database.Dialect.IsUniqueViolation(exists))
        {
            // Another node that started at the same moment has written it.
        }
    }

    private async Task<bool> WriteAsync(DbUnit unit, CancellationToken stop)
    {
        if (await unit.FindAsync<long>(Sql.CountProducts, null, stop) > 0)
        {
            return false;
        }

        var today = clock.GetUtcNow();
        var products = SampleProducts.Read(today).ToList();
        foreach (var (product, index) in products.Select((product, index) => (product, index)))
        {
            await unit.ExecuteAsync(Sql.InsertProduct, product with { Seq = index + 1 }, stop);
        }

        await unit.ExecuteAsync(Sql.InsertFeed, new { Owner = Feed.Catalogue, Seq = products.Count }, stop);
        var random = new Random(20260301);
        foreach (var user in SampleUser.All)
        {
            var userId = NewId(today.AddDays(-90), random);
            await unit.ExecuteAsync(
                Sql.InsertUser,
                new { Id = userId, SampleUser.Issuer, user.Subject, user.Name, user.Email, CreatedAt = today.AddDays(-90).ToUnixTimeMilliseconds() },
                stop);
            await unit.ExecuteAsync(Sql.InsertFeed, new { Owner = userId, Seq = user.Orders }, stop);
            for (var seq = 1; seq <= user.Orders; seq++)
            {
                await WriteOrderAsync(unit, userId, seq, today.AddHours((seq - user.Orders) * 37.5 - 2), products, random, stop);
            }
        }

        return true;
    }

    private static async Task WriteOrderAsync(
        DbUnit unit, string userId, int seq, DateTimeOffset placed, List<SampleProducts.Row> products, Random random, CancellationToken stop)
    {
        OrderLine[] lines = [.. random.GetItems(products.ToArray(), random.Next(1, 4)).DistinctBy(product => product.Sku, StringComparer.Ordinal)
            .Select(product => new OrderLine(product.Sku, product.Name, random.Next(1, 4), product.PriceMinor))];
        var id = NewId(placed, random);
        await unit.ExecuteAsync(
            Sql.InsertOrder,
            new
            {
                id,
                userId,
                seq,
                Status = Statuses[random.Next(Statuses.Length)],
                TotalMinor = lines.Sum(line => line.Quantity * line.UnitPriceMinor),
                products[0].Currency,
                Lines = Order.WriteLines(lines),
                PlacedAt = placed.ToUnixTimeMilliseconds(),
            },
            stop);
        await unit.ExecuteAsync(OrderHistory.Insert, OrderHistory.Placed(id, userId, placed.ToUnixTimeMilliseconds()), stop);
    }

    internal static string NewId(DateTimeOffset at, Random random)
    {
        Span<byte> tail = stackalloc byte[10];
        random.NextBytes(tail);
        tail[0] = (byte)(0x70 | tail[0] & 0x0f);
        tail[2] = (byte)(0x80 | tail[2] & 0x3f);
        return at.ToUnixTimeMilliseconds().ToString("x12", CultureInfo.InvariantCulture) + Convert.ToHexStringLower(tail);
    }

    private static class Sql
    {
        public const string CountProducts = "SELECT COUNT(*) FROM products";

        public const string InsertProduct = """
            INSERT INTO products (id, sku, seq, version, name, category, description, price_minor, currency, image, created_at, updated_at)
            VALUES (@Id, @Sku, @Seq, 1, @Name, @Category, @Description, @PriceMinor, @Currency, @Image, @CreatedAt, @CreatedAt)
            """;

        public const string InsertFeed = "INSERT INTO feeds (owner, seq, floor) VALUES (@Owner, @Seq, 0)";

        public const string InsertUser = """
            INSERT INTO users (id, issuer, subject, name, email, created_at, updated_at)
            VALUES (@Id, @Issuer, @Subject, @Name, @Email, @CreatedAt, @CreatedAt)
            """;

        public const string InsertOrder = """
            INSERT INTO orders (id, user_id, seq, version, status, total_minor, currency, lines, placed_at, updated_at)
            VALUES (@id, @userId, @seq, 1, @Status, @TotalMinor, @Currency, @Lines, @PlacedAt, @PlacedAt)
            """;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Wrote the sample shop: 200 products, five users and their orders")]
        public static partial void Written(ILogger logger);
    }
}
