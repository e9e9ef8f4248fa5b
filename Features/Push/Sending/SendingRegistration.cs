namespace Mobile.Features.Push.Sending;

internal static class SendingRegistration
{
    public static void AddSending(this IServiceCollection services)
    {
        services.AddSingleton<PushWorker>();
        services.AddSingleton<PushMetrics>();
        services.AddSingleton<BatchSender>();
        services.AddSingleton<BatchLeases>();
        services.AddScoped<Pushes>();
        services.AddScoped<PushCounts>();
        services.AddScoped<DeliveryClaims>();
        services.AddScoped<DeliveryChanges>();
        services.AddScoped<BatchDivision>();
        services.AddScoped<BatchSettlement>();
        services.AddScoped<ExpiredBatches>();
    }
}
