using Mobile.Features.Pipeline.Problems;

namespace Mobile.Features.Orders;

public static class OrderProblems
{
    public static readonly ProblemType OrderNotFound = new(
        "order-not-found", 404, "There is no such order", "List your orders; this one is not, or no longer, among them.");

    public static readonly ProblemType OrderExists = new(
        "order-exists", 409, "An order with this id exists", "The order was placed before: read it instead of placing it again.");

    public static readonly ProblemType UnknownSku = new(
        "unknown-sku", 422, "A product is not on sale", "Refresh the catalogue and leave out the product.");

    public static readonly ProblemType MixedCurrencies = new(
        "mixed-currencies", 422, "The products have different currencies", "Place one order for each currency.");

    public static readonly ProblemType OrderNotAmendable = new(
        "order-not-amendable", 409, "The order's lines are fixed", "Lines can be changed while the order is placed; place another order for more.");

    public static readonly ProblemType OrderAmendedTooOften = new(
        "order-amended-too-often", 409, "The order was changed too often",
        "Keep it as it is, or cancel it and place another: an order takes no more amendments once it has 200 versions.");

    public static readonly ProblemType OrderNotCancellable = new(
        "order-not-cancellable", 409, "The order can no longer be cancelled", "It has been shipped: send the goods back instead.");

    public static readonly ProblemType OrderNotShippable = new(
        "order-not-shippable", 409, "The order cannot be shipped", "It was cancelled: nothing of it leaves the house.");

    public static IReadOnlyList<ProblemType> All { get; } =
    [
        OrderNotFound, OrderExists, UnknownSku, MixedCurrencies, OrderNotAmendable, OrderAmendedTooOften, OrderNotCancellable, OrderNotShippable,
    ];
}
