using Mobile.Features;

namespace Mobile.Api.Hosting.Commands;

/// <summary><c>migrate</c>: brings the database to the schema of this build, all of it or none, before the build is deployed.</summary>
internal static class MigrateCommand
{
    public static Command Command { get; } = new(
        "migrate", null, "Brings the database to the schema of this build, and makes it where there is none.", RunAsync);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken stop)
    {
        await using var product = call.BuildProduct();
        var database = product.Services.GetRequiredService<Features.Data.Database>();
        Console.WriteLine($"Migrating {database.Location}.");
        var (from, to) = await product.Services.MigrateAsync(mayCreate: true, stop);
        Console.WriteLine(from == to ? $"The schema is at version {to} already." : $"The schema went from version {from} to {to}.");
        return 0;
    }
}
