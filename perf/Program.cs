using Mobile.Perf.Baseline;
using Mobile.Perf.Commands;
using Mobile.Perf.Size;
using Mobile.Perf.Soak;
using Mobile.Perf.Startup;

// Without a command: the load suite. A new command is one more line here.
return await CommandLine.RunAsync(
    args,
    BaselineCommand.Create(),
    CompareCommand.Create(),
    SizeCommand.Create(),
    SoakCommand.Create(),
    StartupCommand.Create());
