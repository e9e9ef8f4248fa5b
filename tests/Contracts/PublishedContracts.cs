namespace Mobile.Contracts;

/// <summary>What apps in the field were built against: one file for each published version.</summary>
public static class PublishedContracts
{
    private static readonly string Folder = Path.Combine(Tree.Folder("docs"), "contracts");

    public static IReadOnlyList<string> Versions =>
        [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    public static string FileOf(string version) => Path.Combine(Folder, version + ".json");

    public static ContractDocument Read(string version) => ContractDocument.Parse(File.ReadAllText(FileOf(version)));

    /// <summary>What the candidates change, in all versions.</summary>
    public static IReadOnlyList<ContractChange> Compare(IReadOnlyDictionary<string, ContractDocument> candidates)
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

    /// <returns>The files that are new or have changed.</returns>
    public static IReadOnlyList<string> Write(IReadOnlyDictionary<string, ContractDocument> contracts)
    {
        var written = new List<string>();
        foreach (var (version, contract) in contracts)
        {
            var (file, text) = (FileOf(version), contract.ToString());
            if (!File.Exists(file) || File.ReadAllText(file) != text)
            {
                File.WriteAllText(file, text);
                written.Add(file);
            }
        }

        return written;
    }
}
