using System.CommandLine;
using System.Globalization;
using Mobile.Perf.Load;

namespace Mobile.Perf.Commands;

internal static class ExitCode
{
    public const int Held = 0;
    public const int Broken = 1;
    public const int Misused = 2;

    /// <summary>The generator was too late for a judgement: neither held nor broken, and worth another run on a quieter machine.</summary>
    public const int NotJudged = 3;

    public static int Of(Outcome outcome) => outcome switch
    {
        Outcome.Held => Held,
        Outcome.NotJudged => NotJudged,
        _ => Broken,
    };
}

/// <summary>The command line is wrong; the message says what to write instead.</summary>
internal sealed class UsageException(string message) : Exception(message);

internal static class CommandLine
{
    /// <param name="commands">Beside the load suite, which needs no name.</param>
    public static async Task<int> RunAsync(string[] args, params IEnumerable<Command> commands)
    {
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        var root = LoadCommand.Create();
        foreach (var command in commands)
        {
            root.Subcommands.Add(command);
        }

        try
        {
            var parsed = root.Parse(args);
            if (parsed.Errors is [var wrong, ..])
            {
                throw new UsageException(wrong.Message);
            }

            // The load suite waits for its last answers and writes its report after Ctrl+C: that may take its time.
            return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(2) });
        }
        catch (UsageException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return ExitCode.Misused;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Interrupted.");
            return ExitCode.Broken;
        }
        catch (Exception failure)
        {
            await Console.Error.WriteLineAsync($"The run did not come to its end: {failure}");
            return ExitCode.Broken;
        }
    }
}
