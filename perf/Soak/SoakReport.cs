using System.Text.Json;
using Mobile.Perf.Reports;

namespace Mobile.Perf.Soak;

/// <summary>A long run, as soak.json tells it.</summary>
/// <param name="Schema">Grows when a reader of the last one would misread it.</param>
internal sealed record SoakReport(
    int Schema,
    DateTimeOffset StartedAt,
    bool Interrupted,
    double Rate,
    int Connections,
    RunEnvironment Environment,
    IReadOnlyList<SoakFinding> Findings,
    IReadOnlyList<SoakSample> Samples)
{
    public const int CurrentSchema = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>An interrupted run has shown nothing.</summary>
    public bool Held => !Interrupted && Findings.All(finding => finding.Held);

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
