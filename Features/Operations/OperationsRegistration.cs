namespace Mobile.Features.Operations;

/// <summary>What staff see of the product at work.</summary>
internal static class OperationsRegistration
{
    public static void AddOperations(this IServiceCollection services)
    {
        services.AddScoped<ListAudit.Handler>();
        services.AddSingleton<JudgeClock.Handler>();
    }
}
