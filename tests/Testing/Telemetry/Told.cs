using System.Globalization;

namespace Mobile.Testing.Telemetry;

/// <summary>A span as a collector gets it.</summary>
public sealed record ToldSpan(
    string Source,
    string Name,
    string TraceId,
    string Id,
    string ParentId,
    long Kind,
    bool IsError,
    IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyList<string> LinkedTraces)
{
    public static IEnumerable<ToldSpan> In(ProtoMessage export) =>
        from scope in export.Below(1, 2)
        from span in scope.All(2)
        select new ToldSpan(
            scope.All(1).Single().Text(1), span.Text(5), span.Hex(1), span.Hex(2), span.Hex(4), span.Number(6), span.All(15).Any(status => status.Number(3) == 2),
            ToldAttributes.Of(span, 9), [.. span.All(13).Select(link => link.Hex(1))]);
}

/// <summary>One series of a metric.</summary>
public sealed record ToldPoint(string Meter, string Metric, string Unit, IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>Gauges, sums and histograms.</summary>
    private static readonly int[] Kinds = [5, 7, 9];

    public static IEnumerable<ToldPoint> In(ProtoMessage export) =>
        from scope in export.Below(1, 2)
        from metric in scope.All(2)
        from kind in Kinds
        from data in metric.All(kind)
        from point in data.All(1)
        select new ToldPoint(scope.All(1).Single().Text(1), metric.Text(1), metric.Text(3), ToldAttributes.Of(point, kind == 9 ? 9 : 7));
}

/// <summary>A line of the log.</summary>
public sealed record ToldLine(string Text, string Severity, string TraceId, IReadOnlyDictionary<string, string> Attributes)
{
    public static IEnumerable<ToldLine> In(ProtoMessage export) =>
        from line in export.Below(1, 2, 2)
        select new ToldLine(line.All(5).Single().Text(1), line.Text(3), line.Hex(9), ToldAttributes.Of(line, 6));
}

public static class ToldAttributes
{
    public static IReadOnlyDictionary<string, string> Of(ProtoMessage message, int number) =>
        message.All(number).GroupBy(pair => pair.Text(1), StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.Last().All(2).Select(ValueOf).LastOrDefault(""), StringComparer.Ordinal);

    private static string ValueOf(ProtoMessage value) =>
        value.Has(1) ? value.Text(1)
        : value.Has(2) ? (value.Number(2) != 0).ToString()
        : value.Has(4) ? BitConverter.Int64BitsToDouble(value.Number(4)).ToString(CultureInfo.InvariantCulture)
        : value.Number(3).ToString(CultureInfo.InvariantCulture);
}
