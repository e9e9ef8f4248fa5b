using System.Globalization;
using Mobile.Features.Orders;

namespace Mobile.Admin.Components.Pages.Orders;

/// <summary>What the address says of the orders that are looked for. What cannot be read is left out.</summary>
internal static class OrderFilter
{
    private const int FirstYear = 2000;

    public static bool IsEmpty(PageUrl url) => (url["q"] ?? url["status"] ?? url["from"] ?? url["to"] ?? url["after"]) is null;

    public static SearchOrders.Query Read(PageUrl url, TimeZoneInfo zone) => new(
        url["q"], url["status"], StartOf(Day(url["from"]), zone), StartOf(Day(url["to"])?.AddDays(1), zone), url.After);

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year >= FirstYear && day < DateOnly.MaxValue.AddDays(-1)
            ? day
            : null;

    private static DateTimeOffset? StartOf(DateOnly? day, TimeZoneInfo zone) =>
        day?.ToDateTime(TimeOnly.MinValue) is { } midnight ? Viewer.At(midnight, zone) : null;
}
