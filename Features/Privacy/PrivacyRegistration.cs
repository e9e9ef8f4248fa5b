using Mobile.Features.Data.Sqlite.Backups;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Privacy;

namespace Mobile.Features.Privacy;

internal static class PrivacyRegistration
{
    public static void AddPrivacy(this IServiceCollection services)
    {
        services.AddScoped<IPersonalData, ErasureData>();
        services.AddScoped<ExportAccount.Handler>();
        services.AddScoped<DeleteAccount.Handler>();
        services.AddScoped<AccountClosing>();
        services.AddScoped<RestoredAccounts>();
        services.AddSingleton<ICarryOver, ErasureCarryOver>();
        services.AddSingleton<Eraser>();
        services.DescribeOperations<DescribeExport>();
    }

    /// <summary>The part that runs in the role worker.</summary>
    public static void AddPrivacyWork(this IServiceCollection services) => services.AddHostedService(provider => provider.GetRequiredService<Eraser>());

    public static void MapPrivacy(this ApiVersions api)
    {
        ExportAccount.Map(api);
        DeleteAccount.Map(api);
    }
}
