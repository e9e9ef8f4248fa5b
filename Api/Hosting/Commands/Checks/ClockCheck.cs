namespace Mobile.Api.Hosting.Commands.Checks;

/// <summary>Tokens and signatures hold for minutes: a clock that is wrong makes them fail.</summary>
internal static class ClockCheck
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);

    /// <param name="ahead">How far the clock of this machine is ahead of the other one; null where that is not known.</param>
    public static IEnumerable<Finding> Compare(TimeSpan? ahead, string other)
    {
        if (ahead is not { } difference)
        {
            yield break;
        }

        var seconds = Math.Round(Math.Abs(difference.TotalSeconds));
        yield return difference.Duration() <= Tolerance
            ? new(Verdict.Ok, "clock", $"within {Tolerance.TotalSeconds} seconds of {other}")
            : new(Verdict.Wrong, "clock", $"{seconds} seconds {(difference > TimeSpan.Zero ? "ahead of" : "behind")} {other}: set the time of this machine (NTP), or tokens are refused.");
    }
}
