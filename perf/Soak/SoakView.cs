using Mobile.Perf.Commands;
using Spectre.Console;

namespace Mobile.Perf.Soak;

/// <summary>Shows each sample: in a table that moves, or as a line where the output goes elsewhere.</summary>
internal static class SoakView
{
    private const int Shown = 12;

    public static Task<T> ShowAsync<T>(Func<IProgress<SoakSample>, Task<T>> run) => Console.IsOutputRedirected
        ? run(new Lines())
        : AnsiConsole.Live(new Text("")).StartAsync(context => run(new Latest(context)));

    private static string[] Cells(SoakSample sample) => LoadConsole.Row(
        $"{sample.Seconds:0}",
        LoadConsole.Number(sample.Rps),
        LoadConsole.Number(sample.P50),
        LoadConsole.Number(sample.P99),
        $"{sample.ResidentMegabytes:0}",
        $"{sample.Threads}",
        $"{sample.Handles}",
        $"{sample.Cores:0.00}",
        LoadConsole.Number(sample.DatabaseMegabytes),
        LoadConsole.Number(sample.WalMegabytes),
        $"{sample.ServerErrors + sample.Unexpected}");

    private sealed class Latest(LiveDisplayContext context) : IProgress<SoakSample>
    {
        private readonly Queue<SoakSample> latest = new();

        public void Report(SoakSample value)
        {
            latest.Enqueue(value);
            if (latest.Count > Shown)
            {
                latest.Dequeue();
            }

            var table = LoadConsole.Table("s", "rps", "p50 ms", "p99 ms", "MB", "threads", "handles", "cores", "database MB", "log MB", "wrong");
            foreach (var sample in latest)
            {
                table.AddRow(Cells(sample));
            }

            context.UpdateTarget(table);
        }
    }

    private sealed class Lines : IProgress<SoakSample>
    {
        public void Report(SoakSample value) => Console.WriteLine(
            $"{value.Seconds:0} s: {value.Rps:0} a second, p50 {value.P50:0.0} ms, p99 {value.P99:0.0} ms, {value.ResidentMegabytes:0} MB, {value.Threads} threads, "
            + $"{value.Handles} handles, {value.Cores:0.00} cores, database {value.DatabaseMegabytes:0} MB, log {value.WalMegabytes:0} MB, {value.ServerErrors + value.Unexpected} wrong");
    }
}
