namespace Mobile.Api.Hosting.Commands;

/// <summary><c>help</c>: what the program can be told to do.</summary>
internal static class HelpCommand
{
    public const string Name = "help";

    public static Command Command { get; } = new(Name, null, "Shows this list.", (_, _) =>
    {
        Console.WriteLine("Without a command the product serves. Commands:\n");
        foreach (var command in ProductCommands.All)
        {
            Console.WriteLine($"  {command.Usage,-30}{command.Help}");
        }

        Console.WriteLine("\nBeside them stand settings, such as --urls http://localhost:5080 or --Database:Engine=sqlserver; all keys are in docs/operations.md.");
        return Task.FromResult(0);
    });
}
