using Mobile.Api.Hosting.Commands;
using Mobile.Features.Data;

try
{
    return await ProductCommands.RunAsync(CommandLine.Parse(args));
}
catch (UsageException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 2;
}
catch (Exception refused) when (refused is ConfigurationException or OperationRefusedException)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
