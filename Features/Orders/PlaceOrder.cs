using System.ComponentModel.DataAnnotations;
using System.Data.Common;
using Microsoft.AspNetCore.Http.HttpResults;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Idempotency;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Sync;

namespace Mobile.Features.Orders;

/// <summary>Places an order for the caller, at the prices of this moment.</summary>
public static class PlaceOrder
{
    /// <param name="Id">Chosen by the app, or left out: a UUID of version 7 as 32 lower-case hex digits.</param>
    public sealed record RequestV1(
        [property: Required, StringLength(50)] string Sku,
        [property: Range(1, 99)] int Quantity,
        [property: RegularExpression(Ids.Pattern, ErrorMessage = Ids.Form)] string? Id = null,
        [property: StringLength(500), PlainText] string? Note = null);

    /// <param name="Id">Chosen by the app, or left out: a UUID of version 7 as 32 lower-case hex digits.</param>
    public sealed record RequestV2(
        [property: Required, Length(1, 50), NoNullItems] IReadOnlyList<Line> Lines,
        [property: RegularExpression(Ids.Pattern, ErrorMessage = Ids.Form)] string? Id = null,
        [property: StringLength(500), PlainText] string? Note = null);

    public sealed record Line([property: Required, StringLength(50)] string Sku, [property: Range(1, 99)] int Quantity);

    public static void Map(ApiVersions api)
    {
        api.V1.MapPost("/orders", async Task<Results<CreatedResource<OrderV1>, Problem>> (
                RequestV1 body, Handler handler, CancellationToken stop) =>
            (await handler.PlaceAsync(body.Id, [new(body.Sku, body.Quantity)], body.Note, stop))
                .Answer(order => Created(order, OrderV1.From(order))))
            .WithSummary("Place an order for one product")
            .WithProblems(OrderProblems.OrderExists, OrderProblems.UnknownSku)
            .RequireIdempotencyKey();

        api.V2.MapPost("/orders", async Task<Results<CreatedResource<OrderV2>, Problem>> (
                RequestV2 body, Handler handler, CancellationToken stop) =>
            (await handler.PlaceAsync(body.Id, body.Lines, body.Note, stop))
                .Answer(order => Created(order, OrderV2.From(order))))
            .WithSummary("Place an order")
            .WithProblems(OrderProblems.OrderExists, OrderProblems.UnknownSku, OrderProblems.MixedCurrencies)
            .RequireIdempotencyKey();
    }

    private static CreatedResource<T> Created<T>(Order order, T body) => new($"/orders/{order.Id}", body, order.Version);

    public sealed class Handler(DbSession db, Feed feed, Caller caller, TimeProvider clock)
    {
        public async Task<Outcome<Order>> PlaceAsync(string? id, IReadOnlyList<Line> wanted, string? note, CancellationToken stop)
        {
            var skus = wanted.Select(line => line.Sku).Distinct(StringComparer.Ordinal);
            var products = (await db.QueryAsync<Product>(Sql.Products, new { skus }, stop)).ToDictionary(product => product.Sku, StringComparer.Ordinal);
            if (wanted.FirstOrDefault(line => !products.ContainsKey(line.Sku)) is { } unknown)
            {
                return OrderProblems.UnknownSku.With($"'{unknown.Sku}' is not on sale. Refresh the catalogue and leave it out.");
            }

            if (products.Values.Select(product => product.Currency).Distinct(StringComparer.Ordinal).Count() > 1)
            {
                return OrderProblems.MixedCurrencies;
            }

            OrderLine[] lines = [.. wanted.Select(line => products[line.Sku].Line(line.Quantity))];
            var now = clock.UnixMilliseconds();
            var order = new Order(
                Id: id ?? Ids.New(clock),
                Version: 1,
                OrderStatus.Placed,
                TotalMinor: lines.Sum(line => line.Quantity * line.UnitPriceMinor),
                products[lines[0].Sku].Currency,
                Order.WriteLines(lines),
                note,
                PlacedAt: now,
                UpdatedAt: now)
            {
                Lines = lines,
            };
            return await InsertAsync(order, stop) ? order : OrderProblems.OrderExists;
        }

        private async Task<bool> InsertAsync(Order order, CancellationToken stop)
        {
            var seq = await feed.NextAsync(caller.UserId, stop);
            try
            {
                await db.ExecuteAsync(Sql.Insert, new
                {
                    order.Id,
                    caller.UserId,
                    seq,
                    order.Version,
                    order.Status,
                    order.TotalMinor,
                    order.Currency,
                    order.LinesJson,
                    order.Note,
                    order.PlacedAt,
                    order.UpdatedAt,
                });
                return true;
            }
            catch (DbException exists) when (db.Dialect.IsUniqueViolation(exists))
            {
                return false;
            }
        }
    }

    private sealed record Product(string Sku, string Name, long PriceMinor, string Currency)
    {
        public OrderLine Line(int quantity) => new(Sku, Name, quantity, PriceMinor);
    }

    private static class Sql
    {
        public const string Products = """
            SELECT sku AS Sku, name AS Name, price_minor AS PriceMinor, currency AS Currency
            FROM products
            WHERE sku IN @skus AND retired_at IS NULL
            """;

        public const string Insert = """
            INSERT INTO orders (id, user_id, seq, version, status, total_minor, currency, lines, note, placed_at, updated_at)
            VALUES (@Id, @UserId, @seq, @Version, @Status, @TotalMinor, @Currency, @LinesJson, @Note, @PlacedAt, @UpdatedAt)
            """;
    }
}
