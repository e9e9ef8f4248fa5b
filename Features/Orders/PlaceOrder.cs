using System.ComponentModel.DataAnnotations;
using System.Data.Common;
using Microsoft.AspNetCore.Http.HttpResults;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Idempotency;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Push.Events;
using Mobile.Features.Sync;

namespace Mobile.Features.Orders;

/// <summary>Places an order for the caller, at the prices of this moment; the push that confirms it leaves with the same commit.</summary>
public static class PlaceOrder
{
    /// <param name="Id">Chosen by the app, or left out: a UUID of version 7 as 32 lower-case hex digits.</param>
    public sealed record RequestV1(
        [property: Required, StringLength(50)] string Sku,
        [property: Range(1, 99)] int Quantity,
        [property: IdForm] string? Id = null,
        [property: StringLength(500), PlainText] string? Note = null);

    /// <param name="Id">Chosen by the app, or left out: a UUID of version 7 as 32 lower-case hex digits.</param>
    public sealed record RequestV2(
        [property: Required, Length(1, 50), NoNullItems] IReadOnlyList<Line> Lines,
        [property: IdForm] string? Id = null,
        [property: StringLength(500), PlainText] string? Note = null);

    public sealed record Line([property: Required, StringLength(50)] string Sku, [property: Range(1, 99)] int Quantity);

    public static void Map(ApiVersions api)
    {
        api.V1.MapPost("/orders", async Task<Results<CreatedResource<OrderV1>, Problem>> (
                RequestV1 body, Handler handler, CancellationToken stop) =>
            (await handler.PlaceAsync(body.Id, [new(body.Sku, body.Quantity)], body.Note, stop))
                .Answer(order => Created(order, OrderV1.From(order))))
            .WithSummary("Place an order for one product")
            .WithExample("""{ "sku": "MUG-RED", "quantity": 2, "note": "Leave it with the neighbour." }""")
            .WithProblems(OrderProblems.OrderExists, OrderProblems.UnknownSku)
            .RequireIdempotencyKey();

        api.V2.MapPost("/orders", async Task<Results<CreatedResource<OrderV2>, Problem>> (
                RequestV2 body, Handler handler, CancellationToken stop) =>
            (await handler.PlaceAsync(body.Id, body.Lines, body.Note, stop))
                .Answer(order => Created(order, OrderV2.From(order))))
            .WithSummary("Place an order")
            .WithExample("""
                { "lines": [{ "sku": "TRJ-MOS", "quantity": 1 }, { "sku": "MUG-RED", "quantity": 2 }], "note": "Leave it with the neighbour." }
                """)
            .WithProblems(OrderProblems.OrderExists, OrderProblems.UnknownSku, OrderProblems.MixedCurrencies)
            .RequireIdempotencyKey();
    }

    private static CreatedResource<T> Created<T>(Order order, T body) => new($"/orders/{order.Id}", body, order.Version);

    public sealed class Handler(
        DbSession db, OrderPricing pricing, Feed feed, OrderHistory history, Outbox outbox, StoreEpoch epoch, Caller caller, TimeProvider clock)
    {
        public async Task<Outcome<Order>> PlaceAsync(string? id, IReadOnlyList<Line> wanted, string? note, CancellationToken stop)
        {
            var priced = await pricing.PriceAsync(wanted, amended: null, stop);
            if (priced.Problem is { } refused)
            {
                return refused;
            }

            var basket = priced.Value!;
            var now = clock.UnixMilliseconds();
            var order = new Order(
                Id: id ?? Ids.New(clock),
                caller.UserId,
                await feed.NextAsync(caller.UserId, stop),
                epoch.FirstVersion,
                OrderStatus.Placed,
                basket.TotalMinor,
                basket.Currency,
                Order.WriteLines(basket.Lines),
                note,
                PlacedAt: now,
                UpdatedAt: now)
            {
                Lines = basket.Lines,
            };
            if (!await InsertAsync(order))
            {
                return OrderProblems.OrderExists;
            }

            await history.RecordAsync(before: null, order);
            await outbox.AddAsync(new OrderPlaced(order.UserId, order.Id));
            return order;
        }

        private async Task<bool> InsertAsync(Order order)
        {
            try
            {
                await db.ExecuteAsync(Sql.Insert, new
                {
                    order.Id,
                    order.UserId,
                    order.Seq,
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

    private static class Sql
    {
        public const string Insert = """
            INSERT INTO orders (id, user_id, seq, version, status, total_minor, currency, lines, note, placed_at, updated_at)
            VALUES (@Id, @UserId, @Seq, @Version, @Status, @TotalMinor, @Currency, @LinesJson, @Note, @PlacedAt, @UpdatedAt)
            """;
    }
}
