using System.Globalization;
using Mobile.Features;
using Mobile.Features.Orders;

namespace Mobile.Admin.Components.Pages.Orders;

/// <summary>What people call the values of an order.</summary>
internal static class OrderWords
{
    public static string? Tone(string status) => status switch
    {
        OrderStatus.Placed or OrderStatus.Picking => "info",
        OrderStatus.Shipped or OrderStatus.Delivered => "good",
        OrderStatus.Cancelled or OrderActions.Removed => "warn",
        _ => null,
    };

    /// <summary>CHF 1,250.00, with the currency's own number of places.</summary>
    public static string Amount(Money money)
    {
        var amount = money.ToDecimal();
        return string.Create(CultureInfo.InvariantCulture, $"{money.Currency} {amount.ToString($"N{amount.Scale}", CultureInfo.InvariantCulture)}");
    }

    /// <summary>Null for an order that is still as it was placed. The version does not tell: it leaps where the database was restored.</summary>
    public static DateTimeOffset? ChangedAt(SearchOrders.Item order) => order.UpdatedAt == order.PlacedAt ? null : order.UpdatedAt;

    public static string Via(string via) => via == OrderActions.Dashboard ? "the dashboard" : $"API {via}";

    /// <summary>A sentence for each thing that a version changed.</summary>
    public static IEnumerable<string> Changes(OrderDifference? difference, string currency)
    {
        if (difference is null)
        {
            yield break;
        }

        if (difference.StatusBefore is { } before)
        {
            yield return $"It was {before}.";
        }

        foreach (var line in difference.Lines ?? [])
        {
            yield return (line.Before, line.After) switch
            {
                (0, var after) => $"Added: {after} × {line.Name}.",
                (_, 0) => $"Taken out: {line.Name}.",
                var (was, after) => $"{line.Name}: {was} → {after}.",
            };
        }

        if (difference is { TotalBefore: { } from, TotalAfter: { } to })
        {
            yield return $"Total: {Amount(new(from, currency))} → {Amount(new(to, currency))}.";
        }

        if (difference.NoteChanged)
        {
            yield return "The note was changed.";
        }
    }
}
