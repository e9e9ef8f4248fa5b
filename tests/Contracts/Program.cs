using Mobile.Contracts;

return await CommandLine.RunAsync(args);
