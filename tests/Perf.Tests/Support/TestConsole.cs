using Mobile.Perf.Commands;
using Mobile.Perf.Size;
using Mobile.Perf.Soak;
using Spectre.Console;

namespace Mobile.Perf.Tests.Support;

/// <summary>The program as somebody calls it. Tests that use it share the console, and so run one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TestConsole
{
    public const string Name = "console";

    internal static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (Console.Out, Console.Error);
        await using var written = new StringWriter();
        await using var complained = new StringWriter();
        Console.SetOut(written);
        Console.SetError(complained);
        AnsiConsole.Console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(written) });
        try
        {
            return (await CommandLine.RunAsync(args, CompareCommand.Create(), SizeCommand.Create(), SoakCommand.Create()), written.ToString(), complained.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }
}
