using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Problems;

namespace Mobile.Admin.Actions;

/// <summary>How an action ended: done, and where to go on; or not, and why; or the page is shown again with what was typed.</summary>
public sealed record ActionAnswer
{
    private ActionAnswer()
    {
    }

    /// <summary>A path of this host.</summary>
    public string? Location { get; private init; }

    /// <summary>What was done, in a sentence, shown on the page that follows.</summary>
    public string? Notice { get; private init; }

    public Problem? Problem { get; private init; }

    /// <summary>Nothing was done, and nothing is wrong: the form goes on being written.</summary>
    public static ActionAnswer ShowAgain { get; } = new();

    public static implicit operator ActionAnswer(Problem problem) => new() { Problem = problem };

    public static ActionAnswer Done(string location, string notice) => new() { Location = location, Notice = notice };
}

public static class Outcomes
{
    /// <summary>Where it leads when it was done.</summary>
    public static ActionAnswer Then<T>(this Outcome<T> outcome, Func<T, string> location, string notice) =>
        outcome.Problem is { } problem ? problem : ActionAnswer.Done(location(outcome.Value!), notice);

    public static ActionAnswer Then<T>(this Outcome<T> outcome, string location, string notice) => outcome.Then(_ => location, notice);

    public static async Task<ActionAnswer> ThenAsync<T>(this Task<Outcome<T>> outcome, string location, string notice) => (await outcome).Then(location, notice);
}
