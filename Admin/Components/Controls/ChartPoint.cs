namespace Mobile.Admin.Components.Controls;

/// <summary>A value of a chart.</summary>
/// <param name="At">On the axis: an hour, a day, a platform.</param>
/// <param name="Series">Which line or stack of bars.</param>
public sealed record ChartPoint(string At, string Series, double Value);

public enum ChartKind
{
    Line,
    Area,
    Bar,
    Column,
}
