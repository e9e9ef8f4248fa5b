namespace Mobile.Api.Hosting.Commands.Checks;

internal enum Verdict
{
    Ok,
    Wrong,

    /// <summary>Not configured, or not to be told because of something else that is wrong.</summary>
    Skipped,
}

/// <param name="Text">What was found; of what is wrong, how to mend it. Without secrets.</param>
internal sealed record Finding(Verdict Verdict, string Subject, string Text)
{
    public override string ToString() => $"{Verdict.ToString().ToLowerInvariant(),-8} {Subject,-18} {Text}";
}
