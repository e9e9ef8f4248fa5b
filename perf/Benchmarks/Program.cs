using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

// dotnet run -c Release --project perf/Benchmarks            everything
// dotnet run -c Release --project perf/Benchmarks -- --filter '*Refused*'
// dotnet run --project perf/Benchmarks -- --smoke            each once, to see that it runs

// In process, BenchmarkDotNet calls a set-up that gives a task and does not wait for it: ours wait themselves.
var isSmoke = args.Contains("--smoke");
var config = ManualConfig.CreateEmpty()
    .AddJob((isSmoke ? Job.Dry : Job.MediumRun).WithToolchain(InProcessEmitToolchain.Instance))
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddLogger(ConsoleLogger.Default)
    .AddExporter(MarkdownExporter.GitHub)
    .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "mobile-benchmarks"))
    .WithOptions(isSmoke ? ConfigOptions.DisableOptimizationsValidator : ConfigOptions.Default);
var summaries = isSmoke
    ? BenchmarkRunner.Run(typeof(Program).Assembly, config)
    : [.. BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args, config)];
return summaries.Length > 0 && summaries.All(summary => summary.Reports.Length > 0 && summary.Reports.All(report => report.Success)) ? 0 : 1;
