namespace Mobile.Testing.Scenarios.ExactlyOnce;

internal enum Death
{
    /// <summary>SIGKILL from outside, whatever the process is doing.</summary>
    Anywhere,

    /// <summary>SIGKILL by its own hand, after a commit and before the reply.</summary>
    BetweenCommitAndReply,
}

/// <param name="After">How many writes are acknowledged when it strikes.</param>
internal sealed record Kill(int After, Death Death);

internal static class KillPlan
{
    /// <summary>Kills at random points of the run, the first of every four between commit and reply.</summary>
    public static IReadOnlyList<Kill> Draw(int seed, int kills, int writes)
    {
        var random = Dice.For(seed, number: -1);
        return [.. Enumerable.Range(0, kills)
            .Select(_ => random.Next(1, writes))
            .Order()
            .Select((after, index) => new Kill(after, index % 4 == 0 ? Death.BetweenCommitAndReply : Death.Anywhere))];
    }
}
