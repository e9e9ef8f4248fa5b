using System.Globalization;

namespace Mobile.Endurance;

/// <summary>The options of one command as given, <c>--name value</c> each, or their defaults.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    private Arguments()
    {
    }

    public int Seed => Number("seed", least: 0);

    /// <exception cref="UsageException">An option is unknown, is given twice, or has no value.</exception>
    public static Arguments Parse(Command command, IReadOnlyList<string> args)
    {
        var arguments = new Arguments();
        for (var i = 0; i < args.Count; i += 2)
        {
            var option = command.Options.FirstOrDefault(option => args[i] == $"--{option.Name}")
                ?? throw new UsageException($"{command.Name} has no option '{args[i]}'.");
            var value = args.ElementAtOrDefault(i + 1) ?? throw new UsageException($"{args[i]} has no value.");
            if (!arguments.values.TryAdd(option.Name, value))
            {
                throw new UsageException($"{args[i]} is given twice.");
            }
        }

        foreach (var option in command.Options)
        {
            arguments.values.TryAdd(option.Name, option.Default ?? Random.Shared.Next().ToString(CultureInfo.InvariantCulture));
        }

        return arguments;
    }

    public int Number(string option, int least = 1) =>
        int.TryParse(values[option], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw new UsageException($"--{option} is a whole number from {least}, not '{values[option]}'.");

    public string Text(string option) => values[option];

    /// <summary>As they would be written to repeat this run.</summary>
    public override string ToString() => string.Join(' ', values.OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => $"--{value.Key} {value.Value}"));

    /// <summary>A fresh store of the engine that was asked for.</summary>
    public async Task<TestStore> CreateStoreAsync()
    {
        TestStore store = values[Option.Engine.Name] switch
        {
            "sqlite" => new SqliteStore(),
            "sqlserver" when SqlServerStore.Server is not null => new SqlServerStore(),
            "sqlserver" => throw new UsageException($"Set {SqlServerStore.Variable} to a connection string whose user may create databases."),
            var other => throw new UsageException($"--engine is sqlite or sqlserver, not '{other}'."),
        };
        await store.CreateAsync();
        return store;
    }
}
