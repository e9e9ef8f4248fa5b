namespace Mobile.Endurance;

/// <param name="Promise">What the command shows to hold, as a sentence.</param>
internal sealed record Command(
    string Name,
    string Promise,
    IReadOnlyList<Option> Options,
    Func<Arguments, IProgress<ScenarioStep>, IAsyncEnumerable<ScenarioReport>> RunAsync);

/// <param name="Value">How the usage shows its value, such as <c>n</c>.</param>
/// <param name="Default">Null when it is drawn at random.</param>
internal sealed record Option(string Name, string Value, string? Default, string Meaning)
{
    public static Option Seed { get; } = new("seed", "n", null, "repeats a run; random when left out, and printed");

    public static Option Engine { get; } = new("engine", "sqlite|sqlserver", "sqlite", $"for sqlserver set {SqlServerStore.Variable}");
}

/// <summary>The command line is wrong; the message says what to write instead.</summary>
internal sealed class UsageException(string message) : Exception(message);
