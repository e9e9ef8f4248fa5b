using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Privacy;

namespace Mobile.Features.Sync;

internal static class SyncRegistration
{
    public static void AddSync(this IServiceCollection services)
    {
        services.AddSingleton<SyncTokens>();
        services.AddScoped<Feed>();
        services.AddScoped<Deltas>();
        services.AddScoped<IPersonalData, FeedData>();
        services.AddSingleton<RunBatch.Handler>();
        services.DescribeOperations<DescribeSync>();
    }

    public static void MapSync(this ApiVersions api)
    {
        PullChanges.Map(api);
        RunBatch.Map(api);
    }
}
