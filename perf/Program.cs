using System.CommandLine;
using Mobile.Perf.Baseline;

return await new RootCommand("Load suites for Mobile, and what its server costs beside a bare one.")
{
    BaselineCommand.Create(),
}.Parse(args).InvokeAsync();
