using Microsoft.Data.SqlClient;
using Mobile.Features.Data.SqlServer;
using Mobile.Testing.Faults;

namespace Mobile.Features.Tests.Data;

/// <summary>The database of SQL Server before a <see cref="TdsEndpoint"/>, which answers as the test has planned.</summary>
public abstract class TdsScene : IAsyncLifetime
{
    private protected TdsEndpoint Server { get; } = new();

    private protected SqlServerDatabase Database { get; private set; } = null!;

    public Task InitializeAsync()
    {
        Database = new(Server.ConnectionString);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        SqlConnection.ClearAllPools();
        await Server.DisposeAsync();
    }
}
