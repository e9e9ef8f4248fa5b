using Mobile.Features.Data;
using Mobile.Features.Data.Sqlite.Backups;

namespace Mobile.Api.Hosting.Commands;

/// <summary><c>backup FILE</c>: a copy of the SQLite database as it is now, while the product runs.</summary>
internal static class BackupCommand
{
    public static Command Command { get; } = new(
        "backup", "FILE", "Copies the SQLite database into FILE while the product runs.", RunAsync);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken stop)
    {
        await using var product = call.BuildProduct();
        var database = product.Services.GetRequiredService<Database>();
        if (database.Engine != "sqlite")
        {
            throw new OperationRefusedException(
                $"{database.Location} is backed up by the server's own means: Azure SQL keeps backups by itself (point-in-time restore), SQL Server has BACKUP DATABASE.");
        }

        var file = Path.GetFullPath(call.Argument);
        Console.WriteLine($"Copying {database.Location}.");
        long size;
        using (var progress = new CopyProgress())
        {
            size = SqliteBackup.Write(database.Location, file, progress, stop);
        }

        Console.WriteLine($"{file} is a whole backup of {size} bytes. It holds the signing keys: keep it as secret as the database.");
        return 0;
    }
}
