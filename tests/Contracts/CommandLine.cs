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
        var changes = PublishedContracts.Compare(await ReadCandidatesAsync());
        await PrintAsync(changes);
        return changes.Any(change => change.IsBreaking) ? Breaking : Compatible;
    }

    private static async Task<int> AcceptAsync()
    {
        var candidates = await ReadCandidatesAsync();
        var changes = PublishedContracts.Compare(candidates);
        await PrintAsync(changes);
        if (changes.Any(change => change.IsBreaking))
        {
            await Console.Error.WriteLineAsync("\nNothing was accepted.");
            return Breaking;
        }

        foreach (var file in PublishedContracts.Write(candidates))
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

    private static async Task PrintAsync(IReadOnlyList<ContractChange> changes)
    {
        foreach (var addition in changes.Where(change => !change.IsBreaking))
        {
            Console.WriteLine($"+ {addition}");
        }

        var breaking = changes.Where(change => change.IsBreaking).ToList();
        foreach (var change in breaking)
        {
            await Console.Error.WriteLineAsync($"! {change}");
        }

        Console.WriteLine($"{changes.Count - breaking.Count} additions, {breaking.Count} breaking changes");
    }
}
