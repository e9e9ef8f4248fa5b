using Mobile.Features.Data.Sqlite.Backups;
using Mobile.Features.Pipeline.Garbage;
using Mobile.Features.Pipeline.Privacy;
using Mobile.Features.Versions.Adoption;
using Mobile.Features.Versions.Lifecycle;
using Mobile.Features.Versions.Overview;
using Mobile.Features.Versions.Policy;
using Mobile.Features.Versions.RemoteConfig;
using Mobile.Features.Versions.Traffic;

namespace Mobile.Features.Versions;

public static class VersionsRegistration
{
    internal static void AddVersions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(RetirementRule.Read(configuration));
        services.AddSingleton<VersionPolicy>();
        services.AddHostedService(provider => provider.GetRequiredService<VersionPolicy>());
        services.AddScoped<IPersonalData, ActivityData>();
        services.AddSingleton<ICarryOver, PolicyCarryOver>();
        services.AddScoped<PolicyRestore>();
        services.AddScoped<PolicyChanges>();
        services.AddScoped<VersionChanges>();
        services.AddScoped<GetPolicy.Handler>();
        services.AddScoped<DeprecateVersion.Handler>();
        services.AddScoped<SupportVersion.Handler>();
        services.AddScoped<MakeVersionCurrent.Handler>();
        services.AddScoped<RetireVersion.Handler>();
        services.AddScoped<ScheduleBrownout.Handler>();
        services.AddScoped<CancelBrownout.Handler>();
        services.AddScoped<SetAppRelease.Handler>();
        services.AddScoped<SetFlag.Handler>();
        services.AddScoped<RemoveFlag.Handler>();
        services.AddScoped<SetCertificatePins.Handler>();
        services.AddScoped<AdoptionReport.Handler>();
        services.AddScoped<ActiveCounts>();
        services.AddScoped<PreviewMinimum.Handler>();
        services.AddScoped<RetirementGate.Handler>();
        services.AddScoped<GetOverview.Handler>();
        services.AddScoped<SignalReport.Handler>();
        services.AddScoped<ListRollups.Handler>();
        services.AddTraffic();
    }

    /// <summary>The part that runs in the role worker.</summary>
    internal static void AddVersionsWork(this IServiceCollection services) => services.AddHostedService<TrafficWork>();

    internal static void MapVersions(this IEndpointRouteBuilder app)
    {
        GetConfig.Map(app);
        DescribeVersion.Map(app);
    }

    /// <summary>Counts what is asked, and says with each answer of a version that is ending that it is. Stands outside of what makes problems of failures.</summary>
    public static void UseVersionTraffic(this IApplicationBuilder app)
    {
        app.UseMiddleware<CountTraffic>();
        app.UseMiddleware<AnnounceVersions>();
    }

    /// <summary>Refuses what staff have ended; follows authentication.</summary>
    public static void UseVersionPolicy(this IApplicationBuilder app) => app.UseMiddleware<EnforceVersions>();

    private static void AddTraffic(this IServiceCollection services)
    {
        services.AddSingleton<SeenApps>();
        services.AddSingleton<SeenDevices>();
        services.AddSingleton<TrafficRecorder>();
        services.AddSingleton<SignalRecorder>();
        services.AddSingleton<ActiveDevices>();
        services.AddSingleton<TrafficMetrics>();
        services.AddSingleton<TrafficFlush>();
        services.AddHostedService(provider => provider.GetRequiredService<TrafficFlush>());
        services.AddSingleton<TrafficRollup>();
        services.AddSingleton<ActiveRollup>();
        services.AddSingleton<AdoptionDays>();
        services.AddScoped<IGarbage, OldTrafficMinutes>();
        services.AddScoped<IGarbage, OldTrafficHours>();
        services.AddScoped<IGarbage, OldTrafficHourApps>();
        services.AddScoped<IGarbage, OldTrafficDays>();
        services.AddScoped<IGarbage, OldTrafficDayApps>();
        services.AddScoped<IGarbage, OldTrafficDayCallers>();
        services.AddScoped<IGarbage, OldSignalMinutes>();
        services.AddScoped<IGarbage, OldSignalHours>();
        services.AddScoped<IGarbage, OldAdoptionDays>();
        services.AddScoped<IGarbage, OldDevices>();
    }
}
