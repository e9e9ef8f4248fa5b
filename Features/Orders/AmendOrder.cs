using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Idempotency;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Orders;

/// <summary>Changes the note of an order, and its lines while it is placed, by JSON merge patch (RFC 7396): what is left out stays.</summary>
public static class AmendOrder
{
    public sealed record RequestV1 : IValidatableObject
    {
        [StringLength(500), PlainText]
        public string? Note { get; init { field = value; GivesNote = true; } }

        [Length(1, 50), NoNullItems, NotRemovable]
        public IReadOnlyList<PlaceOrder.Line>? Items { get; init { field = value; GivesItems = true; } }

        [JsonIgnore]
        public bool GivesNote { get; private init; }

        [JsonIgnore]
        public bool GivesItems { get; private init; }

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => KeepsLines(GivesItems, Items, nameof(Items));
    }

    public sealed record RequestV2 : IValidatableObject
    {
        [StringLength(500), PlainText]
        public string? Note { get; init { field = value; GivesNote = true; } }

        [Length(1, 50), NoNullItems, NotRemovable]
        public IReadOnlyList<PlaceOrder.Line>? Lines { get; init { field = value; GivesLines = true; } }

        [JsonIgnore]
        public bool GivesNote { get; private init; }

        [JsonIgnore]
        public bool GivesLines { get; private init; }

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => KeepsLines(GivesLines, Lines, nameof(Lines));
    }

    public static void Map(ApiVersions api)
    {
        api.V1.MapPatch("/orders/{id}", async Task<Results<Resource<OrderV1>, Problem>> (
                string id, RequestV1 body, IfMatch ifMatch, Handler handler, CancellationToken stop) =>
            (await handler.AmendAsync(id, ifMatch, new(body.GivesNote, body.Note, body.Items), stop))
                .Answer(order => new Resource<OrderV1>(() => OrderV1.From(order), order.Version), OrderV1.From, OrderV1.FieldName))
            .WithSummary("Amend an order")
            .WithExample("id", Order.ExampleId)
            .WithExample("""{ "note": "Ring twice.", "items": [{ "sku": "MUG-RED", "quantity": 3 }] }""")
            .WithProblems(
                OrderProblems.OrderNotFound, OrderProblems.OrderNotAmendable, OrderProblems.OrderAmendedTooOften, OrderProblems.UnknownSku,
                OrderProblems.MixedCurrencies)
            .WithConflict<OrderV1>()
            .AcceptsMergePatch<RequestV1>()
            .RequireIfMatch()
            .RequireIdempotencyKey();

        api.V2.MapPatch("/orders/{id}", async Task<Results<Resource<OrderV2>, Problem>> (
                string id, RequestV2 body, IfMatch ifMatch, Handler handler, CancellationToken stop) =>
            (await handler.AmendAsync(id, ifMatch, new(body.GivesNote, body.Note, body.Lines), stop))
                .Answer(order => new Resource<OrderV2>(() => OrderV2.From(order), order.Version), OrderV2.From))
            .WithSummary("Amend an order")
            .WithExample("id", Order.ExampleId)
            .WithExample("""{ "note": "Ring twice.", "lines": [{ "sku": "MUG-RED", "quantity": 3 }] }""")
            .WithProblems(
                OrderProblems.OrderNotFound, OrderProblems.OrderNotAmendable, OrderProblems.OrderAmendedTooOften, OrderProblems.UnknownSku,
                OrderProblems.MixedCurrencies)
            .WithConflict<OrderV2>()
            .AcceptsMergePatch<RequestV2>()
            .RequireIfMatch()
            .RequireIdempotencyKey();
    }

    private static IEnumerable<ValidationResult> KeepsLines(bool given, IReadOnlyList<PlaceOrder.Line>? lines, string member) =>
        given && lines is null ? [new("An order has at least one line: leave this out to keep the lines as they are.", [member])] : [];

    /// <param name="GivesNote">Whether the note is to change; null then removes it.</param>
    /// <param name="Lines">The whole of the new lines; null keeps those of the order.</param>
    public sealed record Patch(bool GivesNote, string? Note, IReadOnlyList<PlaceOrder.Line>? Lines)
    {
        public bool Collides(string field, Order order) => field switch
        {
            OrderFields.Note => GivesNote && Note != order.Note,
            _ => Lines is not null && !order.HasLines(Lines),
        };
    }

    public sealed class Handler(OrderPricing pricing, OrderChanges changes, OrderHistory history)
    {
        public async Task<Outcome<Order>> AmendAsync(string id, IfMatch ifMatch, Patch patch, CancellationToken stop)
        {
            var found = await changes.FindAsync(id, ifMatch, patch.Collides, stop);
            if (found.Value is not { } order)
            {
                return found;
            }

            if (patch.Lines is not null && order.Status != OrderStatus.Placed)
            {
                return OrderProblems.OrderNotAmendable;
            }

            var amended = patch.GivesNote ? order with { Note = patch.Note } : order;
            if (patch.Lines is not null)
            {
                var priced = await pricing.PriceAsync(patch.Lines, order, stop);
                if (priced.Problem is { } refused)
                {
                    return refused;
                }

                amended = amended.WithLines(priced.Value!);
            }

            return amended.Note == order.Note && amended.LinesJson == order.LinesJson ? order
                : await history.CountAsync(order.Id, stop) >= OrderHistory.MaxAmended ? OrderProblems.OrderAmendedTooOften
                : await changes.SaveAsync(order, amended, stop) ?? await AmendAsync(id, ifMatch, patch, stop);
        }
    }
}
