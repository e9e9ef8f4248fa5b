using Mobile.Features.Data;

namespace Mobile.Features.Tests.Data;

/// <summary>A database that takes no write until it is mended.</summary>
/// <param name="failsAfterCommit">Whether the write happens all the same, and only its reply is lost.</param>
internal sealed class BrokenDatabase(Database database, bool failsAfterCommit) : Database
{
    public bool IsBroken { get; set; } = true;

    public override string Engine => database.Engine;

    public override string Location => database.Location;

    public override ISqlDialect Dialect => database.Dialect;

    public override Task<T> ReadAsync<T>(Func<DbUnit, Task<T>> work, CancellationToken stop) => database.ReadAsync(work, stop);

    public override async Task<T> WriteAsync<T>(Func<DbUnit, Task<T>> work, CancellationToken stop)
    {
        if (!IsBroken || failsAfterCommit)
        {
            var result = await database.WriteAsync(work, stop);
            if (!IsBroken)
            {
                return result;
            }
        }

        throw new StoreUnavailableException("The database is away.");
    }
}
