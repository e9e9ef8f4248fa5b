using Mobile.Features.Campaigns.Audiences;
using Mobile.Features.Campaigns.Composing;
using Mobile.Features.Campaigns.Running;
using Mobile.Features.Pipeline.Privacy;

namespace Mobile.Features.Campaigns;

public static class CampaignsRegistration
{
    internal static void AddCampaigns(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(CampaignOptions.Read(configuration));
        services.AddScoped<IPersonalData, CampaignData>();
        services.AddScoped<IAccountFollower, ClosedAccounts>();
        services.AddScoped<CampaignChanges>();
        services.AddScoped<SchedulingAllowance>();
        services.AddScoped<CampaignRestore>();
        services.AddScoped<AudienceCounts>();
        services.AddScoped<PreviewAudience.Handler>();
        services.AddScoped<DraftCampaign.Handler>();
        services.AddScoped<DuplicateCampaign.Handler>();
        services.AddScoped<ScheduleCampaign.Handler>();
        services.AddScoped<ApproveCampaign.Handler>();
        services.AddScoped<ReturnToDraft.Handler>();
        services.AddScoped<PauseCampaign.Handler>();
        services.AddScoped<ResumeCampaign.Handler>();
        services.AddScoped<CancelCampaign.Handler>();
        services.AddScoped<ListCampaigns.Handler>();
        services.AddScoped<GetCampaign.Handler>();
        services.AddScoped<WatchCampaign.Handler>();
        services.AddScoped<ResolveUnknownRecipients.Handler>();
        services.AddScoped<RetryFailedRecipients.Handler>();
        services.AddScoped<RecipientChanges>();
        services.AddRunner();
    }

    /// <summary>The part that runs in the role worker.</summary>
    internal static void AddCampaignsWork(this IServiceCollection services) => services.AddHostedService<CampaignWork>();

    private static void AddRunner(this IServiceCollection services)
    {
        services.AddScoped<ActiveCampaigns>();
        services.AddScoped<CampaignStart>();
        services.AddScoped<CampaignZones>();
        services.AddScoped<CampaignSnapshot>();
        services.AddScoped<CampaignClaims>();
        services.AddScoped<CampaignEnd>();
        services.AddSingleton<CampaignHands>();
        services.AddSingleton<CampaignRunner>();
    }
}
