namespace Mobile.Contracts;

/// <summary>What apps in the field were built against: one file for each published version.</summary>
public sealed class PublishedContracts(string folder, Corrections? corrections = null)
{
    public static PublishedContracts OfThisTree { get; } = new(Path.Combine(Tree.Folder("docs"), "contracts"), Corrections.OfThisTree);

    public IReadOnlyList<string> Versions =>
        [.. Directory.GetFiles(folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    public string FileOf(string version) => Path.Combine(folder, version + ".json");

    public ContractDocument Read(string version) => ContractDocument.Parse(File.ReadAllText(FileOf(version)));

    /// <summary>What the candidates change, in all versions. What a correction takes back breaks nothing.</summary>
    public IReadOnlyList<ContractChange> Compare(IReadOnlyDictionary<string, ContractDocument> candidates) =>
        corrections?.Apply(CompareAll(candidates)) ?? CompareAll(candidates);

    /// <summary>Corrections that the published contracts no longer need.</summary>
    public IReadOnlyList<Correction> UnusedCorrections(IReadOnlyDictionary<string, ContractDocument> candidates) =>
        corrections?.Unused(CompareAll(candidates)) ?? [];

    /// <summary>Publishes the candidates, unless any of them breaks what is published.</summary>
    /// <returns>The files that are new or have changed.</returns>
    public IReadOnlyList<string> Accept(IReadOnlyDictionary<string, ContractDocument> candidates)
    {
        var written = new List<string>();
        if (Compare(candidates).Any(change => change.IsBreaking))
        {
            return written;
        }

        foreach (var (version, contract) in candidates)
        {
            var (file, text) = (FileOf(version), contract.ToString());
            if (!File.Exists(file) || File.ReadAllText(file) != text)
            {
                File.WriteAllText(file, text);
                written.Add(file);
            }
        }

        corrections?.Remove(UnusedCorrections(candidates));
        return written;
    }

    private IReadOnlyList<ContractChange> CompareAll(IReadOnlyDictionary<string, ContractDocument> candidates)
    {
        var published = Versions;
        var changes = new ChangeList();
        foreach (var version in published.Where(version => !candidates.ContainsKey(version)))
        {
            changes.Breaking(
                new(version),
                "the version is no longer served. Apps in the field still call it. Keep it until it is retired, and delete its file then");
        }

        foreach (var version in candidates.Keys.Where(version => !published.Contains(version)))
        {
            changes.Addition(new(version), "a new major version.");
        }

        return
        [
            .. changes.ToList(),
            .. candidates.Where(candidate => published.Contains(candidate.Key))
                .SelectMany(candidate => ContractComparison.Compare(Read(candidate.Key), candidate.Value)),
        ];
    }
}
