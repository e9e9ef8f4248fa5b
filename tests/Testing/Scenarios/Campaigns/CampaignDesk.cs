using Mobile.Features.Campaigns;
using Mobile.Features.Campaigns.Composing;
using Mobile.Features.Campaigns.Running;
using Mobile.Features.Devices;

namespace Mobile.Testing.Scenarios.Campaigns;

/// <summary>Two members of staff who send a campaign to everybody: the one writes, the other approves.</summary>
public sealed class CampaignDesk(IServiceProvider services)
{
    /// <summary>Everybody who allows promotions.</summary>
    public const string Everybody = """{ "platform": ["apns", "fcmV1"] }""";

    public static DraftCampaign.Change Sale(string audience = Everybody) => new(
        null, "Sale", PushCategory.Promotions, "Everything must go \U0001F525", "Up to half off, until Sunday.", audience, "mobile://sale");

    public async Task<string> SendNowAsync()
    {
        var sam = Desk.OfRelease(services);
        var draft = await sam.GetAsync((DraftCampaign.Handler handler) => handler.SaveAsync(Sale(), default));
        var scheduled = await sam.GetAsync((ScheduleCampaign.Handler handler) => handler.ScheduleAsync(new(draft.Id, CampaignSchedule.Now), default));
        if (scheduled.State == CampaignStates.AwaitingApproval)
        {
            await Desk.OfPush(services).GetAsync((ApproveCampaign.Handler handler) => handler.ApproveAsync(new(draft.Id, scheduled.Revision), default));
        }

        return draft.Id;
    }

    public Task<GetCampaign.Details> LookAsync(string id) => Desk.OfViewer(services).GetAsync((GetCampaign.Handler handler) => handler.GetAsync(id, default));

    public Task RetryUnknownAsync(string id) =>
        Desk.OfPush(services).GetAsync((ResolveUnknownRecipients.Handler handler) => handler.RetryAsync(id, null, default));
}
