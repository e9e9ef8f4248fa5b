using Mobile.Features.Devices;
using Mobile.Features.Push.Events;

namespace Mobile.Features.Orders;

/// <summary>The customer has placed an order.</summary>
public sealed record OrderPlaced(string UserId, string OrderId) : IPushEvent
{
    public EventPush ToPush(string locale) => OrderPushes.Of(OrderId, OrderTexts.In(locale).Placed);
}

/// <summary>The order has left the house.</summary>
public sealed record OrderShipped(string UserId, string OrderId) : IPushEvent
{
    public EventPush ToPush(string locale) => OrderPushes.Of(OrderId, OrderTexts.In(locale).Shipped);
}

/// <summary>The order will not be shipped.</summary>
public sealed record OrderCancelled(string UserId, string OrderId) : IPushEvent
{
    public EventPush ToPush(string locale) => OrderPushes.Of(OrderId, OrderTexts.In(locale).Cancelled);
}

internal static class OrderPushes
{
    private static readonly TimeSpan UsefulFor = TimeSpan.FromHours(48);

    /// <summary>What is new of an order takes the place of what was told before, and leads to the order.</summary>
    public static EventPush Of(string orderId, OrderText text) =>
        new(PushCategory.Orders, text.Title, text.Body, $"orders/{orderId}", $"order-{orderId}", UsefulFor);
}
