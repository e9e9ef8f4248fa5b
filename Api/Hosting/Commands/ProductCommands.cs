using System.Runtime.InteropServices;

namespace Mobile.Api.Hosting.Commands;

/// <summary>The list of commands. A new one is one more line.</summary>
internal static class ProductCommands
{
    private const int Interrupted = 130;

    public static IReadOnlyList<Command> All { get; } =
    [
        CheckCommand.Command,
        MigrateCommand.Command,
        BackupCommand.Command,
        RestoreCommand.Command,
        AfterRestoreCommand.Command,
        RebuildHubCommand.Command,
        HelpCommand.Command,
    ];

    /// <summary>Runs the command that the words name; without words, serves.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">There is no such command, or it takes other arguments.</exception>
    public static async Task<int> RunAsync(CommandLine line)
    {
        var (command, argument) = Choose(line.Words);

        // Settings are read once: to watch every folder below the content root for changes would delay the start, and slow each write there.
        var builder = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false", .. line.Settings]);
        if (command is null)
        {
            await builder.ServeProductAsync();
            return 0;
        }

        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        try
        {
            return await command.RunAsync(new(builder, argument), stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"{command.Name} was ended before it was done.");
            return Interrupted;
        }

        void End(PosixSignalContext signal)
        {
            // What is unfinished is put away first.
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static (Command? Command, string Argument) Choose(IReadOnlyList<string> words)
    {
        if (words is [])
        {
            return (null, "");
        }

        var command = All.FirstOrDefault(command => command.Name == words[0])
            ?? throw new UsageException($"'{words[0]}' is no command: use {string.Join(", ", All.Select(command => command.Name))}, or none to serve.");
        return (words.Count == 2 && command.Argument is not null) || (words.Count == 1 && !command.NeedsArgument)
            ? (command, words.ElementAtOrDefault(1) ?? "")
            : throw new UsageException($"Write it as: {command.Usage}. {command.Help}");
    }
}
