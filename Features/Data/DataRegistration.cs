using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Mobile.Features.Data.Sqlite;
using Mobile.Features.Data.SqlServer;

namespace Mobile.Features.Data;

internal static class DataRegistration
{
    /// <summary>Configures the store from <c>Database:Engine</c> (<c>sqlite</c> or <c>sqlserver</c>) and <c>Database:ConnectionString</c>.</summary>
    public static void AddData(this IServiceCollection services, IConfiguration configuration)
    {
        var database = Read(configuration);
        services.AddSingleton(_ => database());
        services.AddSingleton<Migrator>();
        services.AddSingleton<StoreEpoch>();
        services.AddSingleton<ClockMonitor>();
        services.AddHostedService<ClockWatch>();
        services.AddScoped<DbSession>();
    }

    /// <returns>Makes the store; nothing is opened until it is used.</returns>
    /// <exception cref="ConfigurationException">The store cannot be made of these settings.</exception>
    public static Func<Database> Read(IConfiguration configuration) =>
        Create(configuration["Database:Engine"] ?? "sqlite", configuration["Database:ConnectionString"]);

    private static Func<Database> Create(string engine, string? connectionString)
    {
        try
        {
            switch (engine.ToLowerInvariant())
            {
                case "sqlite":
                    var file = new SqliteConnectionStringBuilder(connectionString ?? $"Data Source={DefaultFile()}");
                    return file.DataSource is not ("" or ":memory:") && file.Mode != SqliteOpenMode.Memory
                        ? () => new SqliteDatabase(file.ConnectionString)
                        : throw new ConfigurationException("Database:ConnectionString must name a file: Data Source=/path/to/mobile.db.");

                case "sqlserver":
                    var server = new SqlConnectionStringBuilder(connectionString);
                    return server is { DataSource.Length: > 0, InitialCatalog.Length: > 0 }
                        ? () => new SqlServerDatabase(server.ConnectionString)
                        : throw new ConfigurationException(
                            "Database:Engine is sqlserver; set Database:ConnectionString to name the server and the database, for example Server=tcp:example.database.windows.net;Database=mobile;Authentication=Active Directory Managed Identity.");

                default:
                    throw new ConfigurationException($"Database:Engine is '{engine}'; set it to sqlite or sqlserver.");
            }
        }
        catch (Exception invalid) when (invalid is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new ConfigurationException($"Database:ConnectionString is not a connection string for {engine}: {invalid.Message}");
        }
    }

    /// <summary>Outside the content root, whose files are watched for changes of configuration.</summary>
    private static string DefaultFile()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return home.Length > 0
            ? Path.Combine(home, "mobile", "mobile.db")
            : throw new ConfigurationException("There is no home folder for the database; set Database:ConnectionString to Data Source=/path/to/mobile.db.");
    }
}
