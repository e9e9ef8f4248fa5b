using Spectre.Console;

namespace Mobile.Endurance;

/// <summary>Shows how far a command is: a moving bar on a terminal, plain lines where the output goes elsewhere.</summary>
internal static class Live
{
    public static async Task<IReadOnlyList<ScenarioReport>> RunAsync(Func<IProgress<ScenarioStep>, IAsyncEnumerable<ScenarioReport>> run)
    {
        var output = Console.Out;
        var live = AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn());

        // Nodes inside this process greet whoever started them; here that is nobody.
        Console.SetOut(TextWriter.Null);
        try
        {
            return Console.IsOutputRedirected
                ? await run(new Lines(output)).ToListAsync()
                : await live.StartAsync(async context => await run(new Bar(context.AddTask("starting"))).ToListAsync());
        }
        finally
        {
            Console.SetOut(output);
        }
    }

    private sealed class Bar(ProgressTask task) : IProgress<ScenarioStep>
    {
        public void Report(ScenarioStep value)
        {
            task.Description = value.What;
            task.MaxValue = value.Of;
            task.Value = value.Done;
        }
    }

    /// <summary>A line for each tenth.</summary>
    private sealed class Lines(TextWriter output) : IProgress<ScenarioStep>
    {
        private readonly Lock door = new();
        private (string What, int Tenth) shown = ("", 0);

        public void Report(ScenarioStep value)
        {
            lock (door)
            {
                var tenth = 10 * value.Done / value.Of;
                if (value.What != shown.What || tenth > shown.Tenth)
                {
                    shown = (value.What, tenth);
                    output.WriteLine($"{value.What}: {value.Done} of {value.Of}");
                }
            }
        }
    }
}
