using System.CommandLine;

return await new RootCommand("Load suites for Mobile, and what its server costs beside a bare one.")
{
}.Parse(args).InvokeAsync();
