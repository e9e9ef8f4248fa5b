namespace Mobile.Api.Hosting.Commands;

/// <summary>What the program does instead of serving. No command listens on a port.</summary>
/// <param name="Argument">The one that it needs, as the help shows it; in brackets where it can do without; null for none.</param>
/// <param name="Help">One line.</param>
/// <param name="RunAsync">Returns the exit code: 0 when all is done or well.</param>
internal sealed record Command(string Name, string? Argument, string Help, Func<CommandCall, CancellationToken, Task<int>> RunAsync)
{
    public bool NeedsArgument => Argument is not null && !Argument.StartsWith('[');

    public string Usage => Argument is null ? Name : $"{Name} {Argument}";
}

/// <param name="Builder">Has read the configuration, and nothing else yet.</param>
/// <param name="Argument">Empty where the command has none.</param>
internal sealed record CommandCall(WebApplicationBuilder Builder, string Argument)
{
    /// <summary>The product as configured, which is not started.</summary>
    public WebApplication BuildProduct()
    {
        Builder.AddProduct();
        return Builder.Build();
    }
}
