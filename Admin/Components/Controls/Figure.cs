namespace Mobile.Admin.Components.Controls;

/// <summary>Numbers as pages say them.</summary>
internal static class Figure
{
    public static string Count(long number) => number.ToString("#,0");

    /// <param name="share">From 0 to 1.</param>
    public static string Share(double share) => Percent(100 * share);

    /// <summary>Of nothing, nothing.</summary>
    public static string Share(long part, long whole) => Percent(whole == 0 ? 0 : 100.0 * part / whole);

    /// <summary>In the largest unit that is not zero.</summary>
    public static string Span(TimeSpan span) =>
        span.TotalDays >= 2 ? $"{span.TotalDays:0} days" : span.TotalHours >= 1 ? $"{span.TotalHours:0.#} h" : span.TotalMinutes >= 1 ? $"{span.TotalMinutes:0} min" : $"{span.TotalSeconds:0} s";

    /// <summary>A number and what it counts: <c>1 device</c>, <c>2,000 devices</c>.</summary>
    public static string Of(long number, string one, string? many = null) => $"{Count(number)} {(number == 1 ? one : many ?? one + "s")}";

    private static string Percent(double percent) => percent.ToString("0.0") + " %";
}
