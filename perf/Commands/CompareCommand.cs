using System.CommandLine;
namespace Mobile.Perf.Commands;
internal static class CompareCommand { public static Command Create() => new("compare"); }
