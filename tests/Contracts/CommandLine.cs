namespace Mobile.Contracts;

/// <summary>Exit code 0: apps in the field keep working; 1: something breaks them; 2: the command line is wrong.</summary>
internal static class CommandLine
{
    private const int Compatible = 0;
    private const int Breaking = 1;
    private const int Misused = 2;

    private const string Usage = """
        dotnet run --project tests/Contracts -- [command]

          check     compares what the product serves with docs/contracts (the default)
          accept    writes additions to docs/contracts; refuses while anything is breaking
        """;

    public static Task<int> RunAsync(IReadOnlyList<string> args) => args switch
    {
        [] or ["check"] => CheckAsync(),
        ["accept"] => AcceptAsync(),
        _ => MisuseAsync(),
    };

    private static async Task<int> CheckAsync()
    {
        var changes = PublishedContracts.OfThisTree.Compare(await ReadCandidatesAsync());
        Print(changes);
        return changes.Any(change => change.IsBreaking) ? Breaking : Compatible;
    }

    private static async Task<int> AcceptAsync()
    {
        var candidates = await ReadCandidatesAsync();
        var changes = PublishedContracts.OfThisTree.Compare(candidates);
        Print(changes);
        if (changes.Any(change => change.IsBreaking))
        {
            Console.WriteLine("Nothing was accepted. docs/compatibility.md says what may change.");
            return Breaking;
        }

        foreach (var file in PublishedContracts.OfThisTree.Accept(candidates))
        {
            Console.WriteLine($"Wrote {Path.GetRelativePath(Tree.Root, file)}");
        }

        return Compatible;
    }

    /// <summary>The product greets on the console, which is not what was asked for here.</summary>
    private static async Task<IReadOnlyDictionary<string, ContractDocument>> ReadCandidatesAsync()
    {
        var output = Console.Out;
        Console.SetOut(TextWriter.Null);
        try
        {
            return await Product.ReadContractsAsync();
        }
        finally
        {
            Console.SetOut(output);
        }
    }

    private static async Task<int> MisuseAsync()
    {
        await Console.Error.WriteLineAsync(Usage);
        return Misused;
    }

    private static void Print(IReadOnlyList<ContractChange> changes)
    {
        foreach (var change in changes.OrderBy(change => change.IsBreaking))
        {
            Console.WriteLine($"{(change.IsBreaking ? "BREAKS" : "adds  ")}  {change}");
        }

        Console.WriteLine($"Additions: {changes.Count(change => !change.IsBreaking)}. Breaking changes: {changes.Count(change => change.IsBreaking)}.");
    }
}
