using System.Text;

namespace Mobile.Endurance;

/// <summary>Exit code 0: every promise held; 1: one was broken, or a run failed; 2: the command line is wrong.</summary>
internal static class CommandLine
{
    private const int Held = 0;
    private const int Broken = 1;
    private const int Misused = 2;

    public static async Task<int> RunAsync(IReadOnlyList<string> args, IReadOnlyList<Command> commands)
    {
        if (args is [] or ["help" or "--help" or "-h"])
        {
            Console.Write(Usage(commands));
            return args is [] ? Misused : Held;
        }

        try
        {
            var command = commands.FirstOrDefault(command => command.Name == args[0])
                ?? throw new UsageException($"There is no command '{args[0]}'.");
            var arguments = Arguments.Parse(command, [.. args.Skip(1)]);
            Console.WriteLine($"{command.Name} {arguments}");
            var reports = await Live.RunAsync(progress => command.RunAsync(arguments, progress));
            Results.Write(reports);
            return reports.All(report => report.Held) ? Held : Broken;
        }
        catch (UsageException wrong)
        {
            await Console.Error.WriteLineAsync($"{wrong.Message}\n\n{Usage(commands)}");
            return Misused;
        }
        catch (Exception failure)
        {
            await Console.Error.WriteLineAsync($"The run did not end: {failure}");
            return Broken;
        }
    }

    private static string Usage(IReadOnlyList<Command> commands)
    {
        var usage = new StringBuilder("dotnet run -c Release --project tests/Endurance -- <command> [options]\n");
        foreach (var command in commands)
        {
            usage.Append($"\n  {command.Name}: {command.Promise}\n");
            foreach (var option in command.Options)
            {
                var usual = option.Default is { } value ? $" ({value})" : "";
                usage.Append($"    {$"--{option.Name} {option.Value}",-28}{option.Meaning}{usual}\n");
            }
        }

        return usage.ToString();
    }
}
