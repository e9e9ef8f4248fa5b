using Mobile.Testing.Scenarios;
using Spectre.Console;

namespace Mobile.Perf.Size;

/// <summary>Shows how far a filling is: moving bars on a terminal, plain lines where the output goes elsewhere.</summary>
internal static class FillingView
{
    public static Task<T> ShowAsync<T>(string title, Func<IProgress<ScenarioStep>, Task<T>> fill) => Console.IsOutputRedirected
        ? fill(new Lines(title))
        : AnsiConsole.Progress().HideCompleted(false).StartAsync(context => fill(new Bars(title, context)));

    private sealed class Bars(string title, ProgressContext context) : IProgress<ScenarioStep>
    {
        private readonly Dictionary<string, ProgressTask> tasks = new(StringComparer.Ordinal);

        public void Report(ScenarioStep value)
        {
            if (!tasks.TryGetValue(value.What, out var task))
            {
                tasks[value.What] = task = context.AddTask(Markup.Escape($"{title}: {value.What}"), maxValue: value.Of);
            }

            task.Value = value.Done;
        }
    }

    /// <summary>One line for each tenth.</summary>
    private sealed class Lines(string title) : IProgress<ScenarioStep>
    {
        private (string What, int Tenth) last = ("", 0);

        public void Report(ScenarioStep value)
        {
            var now = (value.What, (int)(10L * value.Done / value.Of));
            if (now != last)
            {
                last = now;
                Console.WriteLine($"{title}: {value.Done:N0} of {value.Of:N0} {value.What}");
            }
        }
    }
}
