using Spectre.Console;

namespace Mobile.Endurance;

/// <summary>Shows how far a command is: a moving bar on a terminal, plain lines where the output goes elsewhere.</summary>
internal static class Live
{
    public static async Task<IReadOnlyList<ScenarioReport>> RunAsync(Func<IProgress<ScenarioStep>, IAsyncEnumerable<ScenarioReport>> run)
    {
        if (Console.IsOutputRedirected)
        {
            return await run(new Lines()).ToListAsync();
        }

        return await AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async context => await run(new Bar(context.AddTask("starting"))).ToListAsync());
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
    private sealed class Lines : IProgress<ScenarioStep>
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
                    Console.WriteLine($"{value.What}: {value.Done} of {value.Of}");
                }
            }
        }
    }
}
