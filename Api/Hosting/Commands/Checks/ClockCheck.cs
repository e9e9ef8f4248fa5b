using Mobile.Features.Data;

namespace Mobile.Api.Hosting.Commands.Checks;

/// <summary>Tokens and signatures hold for minutes: a clock that is wrong makes them fail.</summary>
internal static class ClockCheck
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);

    /// <param name="since">For how long, by the clock of this machine, nothing was heard of the installation; null where it never ran.</param>
    public static IEnumerable<Finding> CompareWithTrace(TimeSpan? since)
    {
        if (since is { } absence && absence.Duration() > ClockMonitor.LongestAbsence)
        {
            var (days, minutes) = (Math.Round(Math.Abs(absence.TotalDays), 1), ClockMonitor.Proof.TotalMinutes);
            yield return new(
                Verdict.ToDo,
                "clock",
                $"By the clock of this machine the product last ran {days} days {(absence > TimeSpan.Zero ? "ago" : "from now")}. If that is wrong, set the time (NTP) before the start; if it is right, nothing is deleted by its age, and no campaign begins, in the first {minutes} minutes.");
        }
    }

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
