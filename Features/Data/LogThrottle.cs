namespace Mobile.Features.Data;

/// <summary>Lets one line a minute through for each failure, of what would otherwise be logged with each request or round.</summary>
/// <remarks>Failures beyond the first eight kinds of a minute share one line, so that messages that never repeat cannot fill the log.</remarks>
public sealed class LogThrottle(TimeProvider clock)
{
    private const int MostKinds = 8;
    private const string Rest = "";

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Line> lines = new(StringComparer.Ordinal);

    /// <param name="failure">What would be logged; failures of one type and message are of one kind.</param>
    /// <param name="others">How many of its kind were withheld since the last one that was let through.</param>
    public bool Admits(Exception failure, out int others) => Admits($"{failure.GetType()}: {failure.Message}", out others);

    /// <param name="kind">What is said of the failure.</param>
    /// <param name="others">How many of its kind were withheld since the last one that was let through.</param>
    public bool Admits(string kind, out int others)
    {
        lock (gate)
        {
            var known = lines.ContainsKey(kind) || MakeRoom() ? kind : Rest;
            var line = lines.GetValueOrDefault(known);
            others = line?.Withheld ?? 0;
            if (line is not null && clock.GetElapsedTime(line.LoggedAt) < Interval)
            {
                lines[known] = line with { Withheld = others + 1 };
                return false;
            }

            lines[known] = new(clock.GetTimestamp(), Withheld: 0);
            return true;
        }
    }

    /// <summary>Forgets what was logged more than a minute ago where the place is needed, and tells whether there is one.</summary>
    private bool MakeRoom()
    {
        if (lines.Count < MostKinds)
        {
            return true;
        }

        foreach (var (kind, line) in lines)
        {
            if (clock.GetElapsedTime(line.LoggedAt) >= Interval)
            {
                lines.Remove(kind);
            }
        }

        return lines.Count < MostKinds;
    }

    private sealed record Line(long LoggedAt, int Withheld);
}
