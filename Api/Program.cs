using Microsoft.AspNetCore.Connections;
using Mobile.Api.Hosting;
using Mobile.Features.Data;

try
{
    // Settings are read once: to watch every folder below the content root for changes would delay the start, and slow each write there.
    var builder = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false", .. args]);
    builder.AddProduct();
    await using var app = builder.Build();
    app.UseProduct();
    await app.RunProductAsync(args);
    return 0;
}
catch (ConfigurationException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 1;
}
catch (IOException taken) when (taken.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync($"{taken.Message} Stop the other process, or choose another address with --urls.");
    return 1;
}
