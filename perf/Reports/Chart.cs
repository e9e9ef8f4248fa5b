using System.Globalization;
using System.Net;
using System.Text;

namespace Mobile.Perf.Reports;

/// <param name="Points">Those without a value leave a gap.</param>
internal sealed record ChartLine(string Name, IReadOnlyList<(double X, double? Y)> Points);

/// <param name="At">Where, in the unit of the axis.</param>
internal sealed record Tick(double At, string Label);

/// <summary>Lines over an axis, drawn as an SVG that takes its colours from the page.</summary>
/// <param name="Title">What is seen, for those who do not see it too.</param>
/// <param name="YUnit">Such as <c>ms</c>.</param>
/// <param name="XTicks">In order; the first and the last bound the axis.</param>
internal sealed record Chart(string Title, string XLabel, string YUnit, IReadOnlyList<Tick> XTicks, IReadOnlyList<ChartLine> Lines)
{
    private const int Width = 480, Height = 250, Left = 52, Right = 22, Top = 26, Bottom = 40;

    /// <summary>How many lines the page has colours for.</summary>
    public const int MaxLines = 6;

    public string ToHtml()
    {
        var ticks = YTicks();
        var html = new StringBuilder();
        html.Append($"<figure class=\"chart\"><figcaption>{Encode(Title)}</figcaption>");
        html.Append($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Encode(Description)}\"><title>{Encode(Description)}</title>");
        foreach (var tick in ticks)
        {
            html.Append($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(tick.At, ticks)}\" y2=\"{Y(tick.At, ticks)}\"/>");
            html.Append($"<text class=\"end\" x=\"{Left - 6}\" y=\"{Y(tick.At, ticks)}\" dy=\"4\">{tick.Label}</text>");
        }

        foreach (var tick in XTicks)
        {
            html.Append($"<line class=\"mark\" x1=\"{X(tick.At)}\" x2=\"{X(tick.At)}\" y1=\"{Height - Bottom}\" y2=\"{Height - Bottom + 4}\"/>");
            html.Append($"<text class=\"middle\" x=\"{X(tick.At)}\" y=\"{Height - Bottom + 17}\">{Encode(tick.Label)}</text>");
        }

        html.Append($"<text x=\"4\" y=\"12\">{Encode(YUnit)}</text>");
        html.Append($"<text class=\"end\" x=\"{Width - Right}\" y=\"{Height - 6}\">{Encode(XLabel)}</text>");
        foreach (var (line, number) in Lines.Select((line, number) => (line, number)))
        {
            html.Append($"<path class=\"line s{number}\" d=\"{Path(line, ticks)}\"><title>{Encode(line.Name)}</title></path>");
        }

        html.Append("</svg><ul class=\"legend\">");
        foreach (var (line, number) in Lines.Select((line, number) => (line, number)))
        {
            html.Append($"<li><i class=\"s{number}\"></i>{Encode(line.Name)}</li>");
        }

        return html.Append("</ul></figure>").ToString();
    }

    /// <summary>About five round numbers from 0 to above the highest value.</summary>
    internal static IReadOnlyList<Tick> Round(double highest)
    {
        var rough = Math.Max(highest, 1e-3) / 4;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = ((double[])[1, 2, 5, 10]).First(factor => factor * power >= rough * 0.999) * power;
        var count = (int)Math.Ceiling(Math.Max(highest, 1e-3) / step * 0.999);
        return [.. Enumerable.Range(0, count + 1).Select(i => new Tick(i * step, (i * step).ToString("0.####", CultureInfo.InvariantCulture)))];
    }

    private string Description => $"{Title}, {YUnit}: " + string.Join("; ", Lines.Select(line =>
        line.Points.Select(point => point.Y).OfType<double>().ToList() is { Count: > 0 } values
            ? $"{line.Name} between {values.Min():0.##} and {values.Max():0.##}"
            : $"{line.Name} without a value"));

    private IReadOnlyList<Tick> YTicks() => Round(Lines.SelectMany(line => line.Points).Max(point => point.Y) ?? 0);

    private string X(double at) => Coordinate(Left + ((at - XTicks[0].At) / Math.Max(XTicks[^1].At - XTicks[0].At, 1e-9) * (Width - Left - Right)));

    private static string Y(double value, IReadOnlyList<Tick> ticks) => Coordinate(Height - Bottom - (value / ticks[^1].At * (Height - Top - Bottom)));

    private string Path(ChartLine line, IReadOnlyList<Tick> ticks)
    {
        var path = new StringBuilder();
        var isDrawing = false;
        foreach (var (x, y) in line.Points)
        {
            if (y is { } value)
            {
                // A lone point is a line of no length, which round ends make a dot.
                path.Append(isDrawing ? "L" : "M").Append(X(x)).Append(' ').Append(Y(value, ticks)).Append(isDrawing ? "" : "h0");
            }

            isDrawing = y is not null;
        }

        return path.ToString();
    }

    private static string Coordinate(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
