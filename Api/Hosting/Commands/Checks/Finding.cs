namespace Mobile.Api.Hosting.Commands.Checks;

internal enum Verdict
{
    Ok,
    Wrong,

    /// <summary>Not done yet, as on a fresh machine; the text says what will do it.</summary>
    ToDo,

    /// <summary>Not configured, or not to be told because of something else that is wrong.</summary>
    Skipped,
}

/// <param name="Text">What was found; of what is wrong, how to mend it. Without secrets.</param>
internal sealed record Finding(Verdict Verdict, string Subject, string Text)
{
    public override string ToString() => $"{Name,-8} {Subject,-18} {Text}";

    private string Name => Verdict is Verdict.ToDo ? "to do" : Verdict.ToString().ToLowerInvariant();
}
