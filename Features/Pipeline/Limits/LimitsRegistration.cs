namespace Mobile.Features.Pipeline.Limits;

public static class LimitsRegistration
{
    internal static void AddLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(LimitOptions.Read(configuration));
        services.AddSingleton<ICounterStore, NodeCounters>();
        services.AddSingleton<RateLimits>();
        services.AddSingleton<ConcurrencyLimiter>();
        services.AddSingleton<LoadWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<LoadWatch>());
    }

    /// <summary>Refuses while the node is overloaded; follows routing.</summary>
    public static void UseLoadShedding(this IApplicationBuilder app) => app.UseMiddleware<ShedLoad>();

    /// <summary>Refuses who asks more than their budget; follows authentication.</summary>
    public static void UseRateLimits(this IApplicationBuilder app) => app.UseMiddleware<LimitRate>();

    /// <summary>Refuses who has too much under way; follows authentication.</summary>
    public static void UseConcurrencyLimit(this IApplicationBuilder app) => app.UseMiddleware<ConcurrencyLimitMiddleware>();
}
