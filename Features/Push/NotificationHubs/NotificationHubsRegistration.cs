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
        services.AddHttpClient<NotificationHubsClient>(http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(NewHandler)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        services.AddSingleton<IPushGateway, NotificationHubsGateway>();
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
}
