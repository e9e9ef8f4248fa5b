using Mobile.Features.Devices;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Garbage;
using Mobile.Features.Pipeline.Privacy;
using Mobile.Features.Push.Attention;
using Mobile.Features.Push.Events;
using Mobile.Features.Push.Local;
using Mobile.Features.Push.NotificationHubs;
using Mobile.Features.Push.Privacy;
using Mobile.Features.Push.Sending;

namespace Mobile.Features.Push;

internal static class PushRegistration
{
    public static void AddPush(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(DeepLinks.Read(configuration));
        services.AddSingleton<PushEvents>();
        services.AddScoped<Outbox>();
        services.AddScoped<EventPushes>();
        services.AddScoped<EventExpansion>();
        services.AddSending();
        services.AddGateway(configuration);
        services.AddHubControl();
        services.AddScoped<GetInbox.Handler>();
        services.AddScoped<ListDeliveries.Handler>();
        services.AddScoped<ReportOpen.Handler>();
        services.AddScoped<PushRestore>();
        services.AddScoped<PushLags>();
        services.AddSingleton<PushLagMetrics>();
        services.AddSingleton<PushDispatcher>();
        services.AddAttention();
        services.AddPersonalData();
        services.AddScoped<IGarbage, OldEvents>();
        services.AddScoped<IGarbage, OldBatches>();
        services.AddScoped<IGarbage, OldInboxMessages>();
        services.AddScoped<IGarbage, OldPushes>();
    }

    /// <summary>The part that runs in the role worker.</summary>
    public static void AddPushWork(this IServiceCollection services)
    {
        services.AddHostedService(provider => provider.GetRequiredService<PushDispatcher>());
        services.AddNotificationHubsWork();
    }

    /// <param name="showsInboxes">In Development, apps may look into what the local gateway delivers.</param>
    public static void MapPush(this ApiVersions api, bool showsInboxes)
    {
        ReportOpen.Map(api);
        if (showsInboxes)
        {
            GetInbox.Map(api);
        }
    }

    private static void AddGateway(this IServiceCollection services, IConfiguration configuration)
    {
        if (HubOptions.Read(configuration) is { } hub)
        {
            services.AddNotificationHubs(hub);
        }
        else
        {
            services.AddSingleton<IPushGateway, LocalGateway>();
        }
    }

    private static void AddPersonalData(this IServiceCollection services)
    {
        services.AddScoped<SentPushes>();
        services.AddScoped<EventErasure>();
        services.AddScoped<RecipientErasure>();
        services.AddScoped<IPersonalData, PushData>();
        services.AddScoped<IDeviceTrail, PushData>();
    }

    private static void AddAttention(this IServiceCollection services)
    {
        services.AddScoped<PushDecisions>();
        services.AddScoped<ListAttention.Handler>();
        services.AddScoped<ResolveUnknown.Handler>();
        services.AddScoped<RetryFailed.Handler>();
        services.AddScoped<RetryEvent.Handler>();
        services.AddScoped<SendTestPush.Handler>();
        services.AddScoped<PushBacklog.Handler>();
        services.AddScoped<ListLeases.Handler>();
    }
}
