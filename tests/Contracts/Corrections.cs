using System.Text.Encodings.Web;
using System.Text.Json;

namespace Mobile.Contracts;

/// <summary>A statement of a published document that the product never kept, so that no app in the field can rely on it.</summary>
/// <param name="Place">Where the comparison finds the change.</param>
/// <param name="Change">How its message begins.</param>
/// <param name="Because">What the product has done instead, ever since it published the statement.</param>
public sealed record Correction(string Place, string Change, string Because);

/// <summary>Lets a candidate take back what the published document wrongly says. An entry goes once the corrected contract is accepted.</summary>
public sealed class Corrections(string file)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Corrections OfThisTree { get; } = new(Path.Combine(Tree.Folder("tests"), "Contracts", "corrections.json"));

    public IReadOnlyList<Correction> All => File.Exists(file) ? JsonSerializer.Deserialize<List<Correction>>(File.ReadAllText(file), Json)! : [];

    /// <summary>The same changes, where those that all are corrections break nothing.</summary>
    public IReadOnlyList<ContractChange> Apply(IReadOnlyList<ContractChange> changes) => [.. changes.Select(Apply)];

    /// <summary>Those that no change needs.</summary>
    public IReadOnlyList<Correction> Unused(IReadOnlyList<ContractChange> changes) =>
        [.. All.Where(correction => !changes.Any(change => change.Places.Any(place => Corrects(correction, place, change))))];

    internal void Remove(IEnumerable<Correction> corrections)
    {
        var left = All.Except(corrections).ToList();
        if (left.Count < All.Count)
        {
            File.WriteAllText(file, JsonSerializer.Serialize(left, Json) + "\n");
        }
    }

    private ContractChange Apply(ContractChange change)
    {
        if (!change.IsBreaking)
        {
            return change;
        }

        var found = change.Places.Select(place => All.FirstOrDefault(correction => Corrects(correction, place, change))).ToList();
        return found.Contains(null)
            ? change
            : change with { IsBreaking = false, Message = $"the document is corrected. {string.Join(' ', found.Select(one => one!.Because).Distinct(StringComparer.Ordinal))}" };
    }

    private static bool Corrects(Correction correction, string place, ContractChange change) =>
        correction.Place == place && change.Message.StartsWith(correction.Change, StringComparison.Ordinal);
}
