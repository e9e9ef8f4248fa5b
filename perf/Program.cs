using Mobile.Perf.Baseline;
using Mobile.Perf.Commands;

// Without a command: the load suite. A new command is one more line here.
return await CommandLine.RunAsync(
    args,
    BaselineCommand.Create(),
    CompareCommand.Create());
