namespace Mobile.Testing.Scenarios;

/// <summary>What a scenario did and whether the promise held.</summary>
/// <param name="Figures">Names and values, in the order in which they are shown.</param>
/// <param name="Violations">Each a sentence; none when the promise held.</param>
public sealed record ScenarioReport(
    string Scenario, string Engine, int Seed, IReadOnlyList<(string Name, string Value)> Figures, IReadOnlyCollection<string> Violations)
{
    private const int MostShown = 20;

    public bool Held => Violations.Count == 0;

    public override string ToString()
    {
        var figures = string.Join(", ", Figures.Select(figure => $"{figure.Name} {figure.Value}"));
        var more = Violations.Count > MostShown ? [$"and {Violations.Count - MostShown} more"] : Array.Empty<string>();
        return string.Join("\n  ", [$"{Scenario} on {Engine}, seed {Seed}: {figures}", .. Violations.Take(MostShown), .. more]);
    }
}

/// <summary>How far a scenario is.</summary>
public sealed record ScenarioStep(string What, int Done, int Of);
