using Microsoft.Data.Sqlite;
using Mobile.Features;
using Mobile.Features.Data;
using Mobile.Features.Data.Sqlite.Backups;
using Mobile.Features.Privacy;

namespace Mobile.Api.Hosting.Commands;

/// <summary><c>restore FILE</c>: puts a backup in the place of the SQLite database, with what was decided since.</summary>
internal static class RestoreCommand
{
    public static Command Command { get; } = new(
        "restore", "FILE", "Puts the backup FILE in the place of the SQLite database; stop the product first.", RunAsync);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken stop)
    {
        await using var product = call.BuildProduct();
        var database = product.Services.GetRequiredService<Database>();
        if (database.Engine != "sqlite")
        {
            throw new OperationRefusedException(
                $"Restore {database.Location} by the server's own means, for Azure SQL a point-in-time restore; then run after-restore, before any process starts on it.");
        }

        Console.WriteLine($"Copying {call.Argument}.");
        using var restore = Begin(call.Argument, database.Location, stop);
        await HoldAsync(call.Builder, restore, Path.GetFileName(call.Argument), stop);
        stop.ThrowIfCancellationRequested();
        var replaced = restore.Finish(product.Services.GetRequiredService<TimeProvider>().GetUtcNow());
        Console.WriteLine(replaced is null ? $"{database.Location} is restored." : $"{database.Location} is restored. What was there before is kept as {replaced}: delete it when you no longer need it.");
        Console.WriteLine("The sync tokens of before are refused from the next start on: apps rebuild their replicas. Start the product now.");
        return 0;
    }

    private static SqliteRestore Begin(string file, string database, CancellationToken stop)
    {
        using var progress = new CopyProgress();
        return SqliteRestore.Begin(file, database, progress, stop);
    }

    /// <summary>The same product over the copy, so that the copy takes the database's name with all of it done.</summary>
    private static async Task HoldAsync(WebApplicationBuilder configured, SqliteRestore restore, string file, CancellationToken stop)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = configured.Environment.EnvironmentName,
            ContentRootPath = configured.Environment.ContentRootPath,
        });
        builder.Configuration.AddConfiguration(configured.Configuration);
        builder.Configuration.AddInMemoryCollection([new("Database:ConnectionString", restore.ConnectionString)]);
        await using var product = new CommandCall(builder, "").BuildProduct();
        await product.Services.MigrateAsync(mayCreate: false, stop);
        var (isKnown, lostFloor) = CarryOver(product.Services, restore);
        await product.Services.PrepareRestoredAsync(lostFloor, stop);
        await AfterRestoreCommand.HoldAsync(product.Services, $"From {file}.", stop);
        await using var scope = product.Services.CreateAsyncScope();
        var deleted = await scope.ServiceProvider.GetRequiredService<RestoredAccounts>().DeleteAgainAsync(stop);
        Console.WriteLine($"Accounts that were deleted, and are erased again: {deleted}.");
        if (!isKnown)
        {
            await AfterRestoreCommand.DoubtAsync(product.Services, stop);
        }
    }

    /// <returns>Whether there is a replaced database of this store, and the floor of its versions.</returns>
    private static (bool IsKnown, long LostFloor) CarryOver(IServiceProvider services, SqliteRestore restore)
    {
        try
        {
            using var replaced = restore.OpenReplaced();
            if (replaced is null)
            {
                Console.WriteLine("Nothing is carried over: there is no replaced database of this store that can be read.");
                return (false, 0);
            }

            var floor = replaced.VersionFloor;
            foreach (var line in replaced.Run(services.GetServices<ICarryOver>()))
            {
                Console.WriteLine(line);
            }

            return (true, floor);
        }
        catch (SqliteException failure)
        {
            throw new OperationRefusedException(
                $"Nothing was restored, since what was decided after the backup cannot be carried over: {failure.Message} See that there is room "
                + $"beside {restore.Location}. Should that be no help, move it away and restore again: then nothing is carried over.");
        }
    }
}
