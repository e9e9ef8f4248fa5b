using Microsoft.AspNetCore.Connections;
using Mobile.Api.Hosting;
using Mobile.Features.Data;

try
{
    // Settings are read once; watching every folder for changes costs a quarter of a second, and of each write below the content root.
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
