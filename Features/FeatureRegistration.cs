using Mobile.Features.Campaigns;
using Mobile.Features.Catalog;
using Mobile.Features.Data;
using Mobile.Features.Data.Sqlite.Backups;
using Mobile.Features.Devices;
using Mobile.Features.Home;
using Mobile.Features.Operations;
using Mobile.Features.Orders;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Forms;
using Mobile.Features.Pipeline.Garbage;
using Mobile.Features.Pipeline.Idempotency;
using Mobile.Features.Pipeline.Limits;
using Mobile.Features.Pipeline.OpenApi;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Pipeline.Privacy;
using Mobile.Features.Pipeline.Problems;
using Mobile.Features.Privacy;
using Mobile.Features.Profile;
using Mobile.Features.Push;
using Mobile.Features.Push.Events;
using Mobile.Features.Push.NotificationHubs;
using Mobile.Features.SampleData;
using Mobile.Features.Sessions;
using Mobile.Features.Sync;
using Mobile.Features.Versions;
using Mobile.Features.Versions.Adoption;
using Mobile.Features.Versions.Policy;

namespace Mobile.Features;

/// <summary>The list of everything the product is made of. Nothing is found by scanning.</summary>
public static class FeatureRegistration
{
    private static readonly IReadOnlyList<ProblemType> AllProblems =
    [
        .. PipelineProblems.All, .. SyncProblems.All, .. SessionProblems.All, .. CatalogProblems.All, .. OrderProblems.All, .. ProfileProblems.All,
        .. VersionProblems.All, .. DeviceProblems.All, .. PushProblems.All, .. CampaignProblems.All,
    ];

    /// <summary>What reads settings, and refuses wrong ones with a <see cref="ConfigurationException"/>: a line for each part that has some.</summary>
    public static readonly IReadOnlyList<Action<IConfiguration>> SettingsReaders =
    [
        configuration => DataRegistration.Read(configuration),
        configuration => LimitOptions.Read(configuration),
        configuration => ImageCdn.Read(configuration),
        configuration => RetirementRule.Read(configuration),
        configuration => DeepLinks.Read(configuration),
        configuration => HubOptions.Read(configuration),
        configuration => CampaignOptions.Read(configuration),
    ];

    public static void AddFeatures(this IServiceCollection services, IConfiguration configuration, AuthOptions auth)
    {
        services.AddData(configuration);
        services.AddPipeline();
        services.AddLimits(configuration);
        services.AddSync();
        services.AddSessions(auth);
        services.AddOrders();
        services.AddProfile();
        services.AddCatalog(configuration);
        services.AddDevices();
        services.AddVersions(configuration);
        services.AddPush(configuration);
        services.AddCampaigns(configuration);
        services.AddOperations();
        services.AddPrivacy();
        services.DescribeOperations<DescribeHome>();
        services.AddSingleton<SampleShop>();
    }

    /// <summary>What runs beside the requests, in the role worker.</summary>
    public static void AddBackgroundWork(this IServiceCollection services)
    {
        services.AddHostedService(provider => provider.GetRequiredService<GarbageCollector>());
        services.AddVersionsWork();
        services.AddDevicesWork();
        services.AddPushWork();
        services.AddCampaignsWork();
        services.AddPrivacyWork();
    }

    public static void MapFeatures(this IEndpointRouteBuilder app)
    {
        var api = ApiVersions.Map(app);
        app.MapProblems(AllProblems);
        app.MapSessions(api.For("Sessions", "The devices on which the user is signed in."));
        api.For("Catalogue", "The products of the shop, and their pictures.").MapCatalog();
        api.For("Orders", "The user's orders.").MapOrders();
        var profile = api.For("Profile", "What the shop knows of the user.");
        profile.MapProfile();
        profile.MapPrivacy();
        var devices = api.For("Devices", "The devices that get pushes, and what the user allows on each.");
        devices.MapDevices();
        devices.MapPush(showsInboxes: app.ServiceProvider.GetRequiredService<IHostEnvironment>().IsDevelopment());
        api.For("Sync", "Replicas that follow the server, and writes that were made offline.").MapSync();
        GetHome.Map(api.For("Home", "The first screen in one request."));
        app.MapVersions();
    }

    /// <summary>The store as configured, for who looks at it without the rest of the product. Nothing is opened yet.</summary>
    public static Database OpenDatabase(IConfiguration configuration) => DataRegistration.Read(configuration)();

    /// <summary>Brings the database to this build's schema, all of it or none.</summary>
    /// <param name="mayCreate">Whether a missing SQLite database is made.</param>
    /// <returns>The versions of before and now; 0 for none.</returns>
    /// <exception cref="ConfigurationException">The database cannot be used as configured.</exception>
    public static Task<(long From, long To)> MigrateAsync(this IServiceProvider services, bool mayCreate, CancellationToken stop) =>
        services.GetRequiredService<Migrator>().MigrateAsync(mayCreate, stop);

    /// <summary>Brings the database to this build's schema and loads what every request needs, before the first one is served.</summary>
    /// <param name="withSampleData">As in Development: a missing database is made, and filled with the sample shop.</param>
    /// <exception cref="ConfigurationException">The database cannot be used as configured.</exception>
    public static async Task PrepareFeaturesAsync(this IServiceProvider services, bool withSampleData, CancellationToken stop)
    {
        await services.MigrateAsync(mayCreate: withSampleData, stop);
        await services.GetRequiredService<ClockMonitor>().CheckAsync(stop);
        await services.GetRequiredService<SigningKeys>().LoadAsync(stop);
        await services.GetRequiredService<StoreEpoch>().LoadAsync(stop);
        await services.GetRequiredService<VersionPolicy>().RefreshAsync(stop);
        await services.GetRequiredService<RevocationPoll>().LoadAsync(stop);
        if (withSampleData)
        {
            await services.GetRequiredService<SampleShop>().WriteOnceAsync(stop);
        }
    }

    /// <summary>Brings a restored database to this build's schema and ends its epoch, before anything else is done to it.</summary>
    /// <param name="lostFloor">See <see cref="StoreEpoch.EndAsync"/>.</param>
    /// <exception cref="ConfigurationException">The database cannot be used as configured.</exception>
    public static async Task PrepareRestoredAsync(this IServiceProvider services, long lostFloor, CancellationToken cancellationToken)
    {
        await services.MigrateAsync(mayCreate: false, cancellationToken);
        await services.GetRequiredService<SigningKeys>().LoadAsync(cancellationToken);
        await services.GetRequiredService<StoreEpoch>().EndAsync(lostFloor, cancellationToken);
    }

    private static void AddPipeline(this IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddProblems();
        services.AddSingleton(new ProblemTypes(AllProblems));
        services.AddValidation();
        services.ConfigureHttpJsonOptions(json => JsonContract.Apply(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddSingleton(new SigningKeyNeeded(SealedTokens.KeyId, "HS256"));
        services.AddSingleton(new SigningKeyNeeded(StaffIdentity.KeyId, "HS256"));
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<StaffIdentity>();
        services.AddSingleton<SealedTokens>();
        services.AddSingleton<Cursors>();
        services.AddOpenApiDocuments();
        services.AddSingleton<InnerPipeline>();
        services.AddScoped<Caller>();
        services.AddScoped<Staff>();
        services.AddScoped<Audit>();
        services.AddScoped<StaffRefusals>();
        services.AddScoped<StaffViews>();
        services.AddScoped<IGarbage, OldAuditEntries>();
        services.AddScoped<IGarbage, OldCountedEntries>();
        services.AddSingleton<ICarryOver, KeyCarryOver>();
        services.AddSingleton<ICarryOver, AuditCarryOver>();
        services.AddSingleton<ProtectionKeys>();
        services.AddScoped<IdempotencyStore>();
        services.AddSingleton<WriteAdmission>();
        services.AddScoped<IGarbage, OldKeys>();
        services.AddScoped<Submissions>();
        services.AddScoped<IGarbage, OldSubmissions>();
        services.AddSingleton<GarbageCollector>();
        services.AddScoped<IPersonalData, AuditData>();
        services.AddScoped<IPersonalData, KeyData>();
    }
}
