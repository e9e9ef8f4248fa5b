using Mobile.Perf.Reports;
using Mobile.Perf.Tests.Support;

namespace Mobile.Perf.Tests.Commands;

[Collection(TestConsole.Name)]
public sealed class CommandLineTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mobile-load-");

    [Theory]
    [InlineData("There is no scenario 'rush-hour'", "--scenario", "checkout,rush-hour")]
    [InlineData("--rate is a number above 0", "--rate", "0")]
    [InlineData("--rate is a number above 0", "--rate", "fast")]
    [InlineData("--copies is a whole number", "--copies", "0")]
    [InlineData("--duration is a time", "--duration", "half an hour")]
    [InlineData("--duration is a time", "--duration", "0.5s")]
    [InlineData("--seed is a whole number", "--seed", "-1")]
    [InlineData("--target is an http or https URL", "--target", "localhost:5000")]
    [InlineData("does not answer", "--target", "http://127.0.0.1:1")]
    [InlineData("--id-tokens goes with --target", "--id-tokens", "TOKENS")]
    [InlineData("give one of them", "--rate", "1", "--copies", "1")]
    [InlineData("--report", "--smoke", "--report", "/dev/null/report")]
    [InlineData("--frobnicate", "--frobnicate")]
    [InlineData("Could not find", "compare", "a.json", "b.json")]
    [InlineData("--small is from 1000 orders on", "size", "--small", "10")]
    [InlineData("--small is from 1000 orders on", "size", "--small", "2000", "--large", "2000")]
    [InlineData("nine minutes at most", "size", "--small", "1000", "--large", "2000", "--rounds", "100")]
    [InlineData("--minutes is from 0.25", "soak", "--minutes", "0.2")]
    [InlineData("--rate above 0", "soak", "--rate", "0")]
    [InlineData("--report", "soak", "--report", "/dev/null/report")]
    public async Task A_bad_option_gives_one_clear_line(string message, params string[] args)
    {
        File.WriteAllText(Path.Combine(folder.FullName, "tokens"), "token");
        var (exitCode, _, error) = await TestConsole.RunAsync([.. args.Select(arg => arg.Replace("TOKENS", Path.Combine(folder.FullName, "tokens"), StringComparison.Ordinal))]);
        Assert.Equal(2, exitCode);
        Assert.Contains(message, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_tells_each_promise()
    {
        var (exitCode, output, _) = await TestConsole.RunAsync("--list");
        Assert.Equal(0, exitCode);
        Assert.Contains("reconnect-storm", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("baseline")]
    [InlineData("compare")]
    [InlineData("size")]
    [InlineData("soak")]
    [InlineData("startup")]
    public async Task The_help_speaks_of_options_and_not_of_types(params string[] command)
    {
        var (exitCode, output, _) = await TestConsole.RunAsync([.. command, "--help"]);
        Assert.Equal(0, exitCode);
        Assert.DoesNotMatch(@"[{}`]|System|Mobile\.Perf\.[A-Z]|default: \]|00:00", output);
    }

    [Fact]
    public async Task A_measurement_counts_without_its_warm_up()
    {
        var (_, output, error) = await TestConsole.RunAsync("--scenario", "checkout,reconnect-storm", "--duration", "2s", "--rate", "10", "--report", folder.FullName);

        var report = ReportFile.Read(Path.Combine(folder.FullName, "report.json"));
        var (checkout, storm) = (report.Scenarios[0], report.Scenarios[1]);
        Assert.True(checkout.Steps is not [] && storm.Steps is not [], output + error);
        Assert.Equal((3, 0), (checkout.WarmUpSeconds, storm.WarmUpSeconds));
        Assert.Equal((20, 20), (checkout.Steps[0].Ok, checkout.Figures["orders confirmed"]));
        Assert.Equal((10, 50), (storm.Steps[0].Ok, storm.Figures["orders flushed"]));
    }

    [Fact]
    public async Task A_smoke_run_holds_its_promise_and_leaves_its_report()
    {
        var (exitCode, output, error) = await TestConsole.RunAsync("--smoke", "--scenario", "checkout", "--report", folder.FullName);

        Assert.True(exitCode == 0, output + error);
        var report = ReportFile.Read(Path.Combine(folder.FullName, "report.json"));
        var checkout = Assert.Single(report.Scenarios);
        Assert.Equal(16, checkout.Steps[0].Ok);
        Assert.Equal(16, checkout.Figures["orders confirmed"]);
        Assert.True(checkout.Figures["requests lost"] + checkout.Figures["replies lost"] > 0);
        Assert.True(File.Exists(Path.Combine(folder.FullName, "report.html")));
    }

    public void Dispose() => folder.Delete(recursive: true);
}
