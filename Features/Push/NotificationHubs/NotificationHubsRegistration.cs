using Mobile.Features.Devices;
namespace Mobile.Features.Push.NotificationHubs;

internal static class NotificationHubsRegistration
{
    /// <summary>Beyond this a connection is given up as not made, and the send as not sent.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection serves, so that a change in DNS is noticed.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>The gateway, and what it needs.</summary>
    public static void AddNotificationHubs(this IServiceCollection services, HubOptions hub)
    {
        services.AddSingleton(hub);
        services.AddSingleton<HubKeys>();
        services.AddSingleton<HubRate>();
        services.AddSingleton<HubBrake>();
        services.AddSingleton<HubMetrics>();
        services.AddHttp<NotificationHubsClient>();
        services.AddHttp<FeedbackReports>();
        services.AddSingleton<IPushGateway, NotificationHubsGateway>();
        services.AddSingleton<HubPending>();
        services.AddScoped<IDeviceTrail, HubTrail>();
        services.AddSingleton<HubLease>();
        services.AddSingleton<HubRegistrar>();
        services.AddSingleton<HubFeedback>();
        services.AddScoped(provider => new HubRebuild(
            provider.GetRequiredService<HubGeneration>(), provider.GetRequiredService<HubRegistrar>(), provider.GetRequiredService<TimeProvider>()));
    }

    /// <summary>What staff ask, with a hub or without.</summary>
    public static void AddHubControl(this IServiceCollection services)
    {
        services.AddScoped<HubGeneration>();
        services.AddScoped<RebuildHub.Handler>();
    }

    /// <summary>The part that runs in the role worker; nothing where no hub is configured.</summary>
    public static void AddNotificationHubsWork(this IServiceCollection services)
    {
        if (services.LastOrDefault(service => service.ServiceType == typeof(HubOptions))?.ImplementationInstance is not HubOptions hub)
        {
            return;
        }

        services.AddHostedService(provider => provider.GetRequiredService<HubRegistrar>());
        if (hub.Telemetry)
        {
            services.AddHostedService(provider => provider.GetRequiredService<HubFeedback>());
        }
    }

    /// <summary>Neither redirects nor traces: an address holds a device's id, and headers hold handles.</summary>
    internal static SocketsHttpHandler NewHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionLifetime = ConnectionLifetime,
    };

    /// <summary>Whoever calls says how long it waits. Nothing is logged below: addresses and headers hold secrets.</summary>
    private static void AddHttp<T>(this IServiceCollection services)
        where T : class =>
        services.AddHttpClient<T>(http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(NewHandler)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
}
