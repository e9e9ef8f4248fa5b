using Mobile.Admin.Tests.Support;
using Mobile.Features.Campaigns;
using Mobile.Features.Campaigns.Composing;
using Mobile.Features.Campaigns.Running;
using Mobile.Features.Data;
using Mobile.Features.Devices;
using Mobile.Features.Pipeline.Apps;

namespace Mobile.Admin.Tests.Campaigns;

/// <summary>What tests of campaigns begin with, made by the handlers, and what they look into afterwards.</summary>
internal static class CampaignScene
{
    private const string InsertDevice = """
        INSERT INTO devices (
            id, user_id, session_id, platform, push_handle, push_handle_hash, app_version, app_version_order, locale, time_zone,
            allows_orders, allows_promotions, registered_at, last_seen_at, revision, hub_generation)
        VALUES (@Id, @Id, 's', @Platform, @Id, @Id, '3.2.1', @order, @locale, 'Europe/Zurich', 1, 1, @now, @now, 1, 0)
        """;

    /// <summary>Registers devices of as many users, two thirds of them on iOS.</summary>
    public static async Task AddDevicesAsync(this TestStore store, string locale, int count)
    {
        var database = store.Open();
        using var closing = database as IDisposable;
        var (now, order) = (TimeProvider.System.UnixMilliseconds(), AppVersion.ParseOrNull("3.2.1")!.Value.SortKey);
        await database.WriteAsync(
            async unit =>
            {
                foreach (var i in Enumerable.Range(0, count))
                {
                    await unit.ExecuteAsync(InsertDevice, new { Id = $"{locale}-{i}", Platform = i % 3 == 0 ? "fcmV1" : "apns", order, locale, now }, CancellationToken.None);
                }

                return 0;
            },
            CancellationToken.None);
    }

    public static Task<Campaign> DraftAsync(this Dashboard dashboard, string name, string audience, int? throttlePerMinute = null) =>
        Sam(dashboard).GetAsync((DraftCampaign.Handler handler) => handler.SaveAsync(
            new(null, name, PushCategory.Promotions, "Everything must go", "Mugs at half the price, today only.", audience, ThrottlePerMinute: throttlePerMinute), default));

    public static Task<Campaign> ScheduleAsync(this Dashboard dashboard, string id, CampaignSchedule? schedule = null) =>
        Sam(dashboard).GetAsync((ScheduleCampaign.Handler handler) => handler.ScheduleAsync(new(id, schedule ?? CampaignSchedule.Now), default));

    public static Task<Campaign> PauseAsync(this Dashboard dashboard, string id) =>
        Sam(dashboard).GetAsync((PauseCampaign.Handler handler) => handler.PauseAsync(id, seenRevision: null, default));

    public static Task<Campaign> CancelAsync(this Dashboard dashboard, string id) =>
        Sam(dashboard).GetAsync((CancelCampaign.Handler handler) => handler.CancelAsync(id, seenRevision: null, default));

    public static Task<GetCampaign.Details> FindAsync(this Dashboard dashboard, string id) =>
        Desk.OfViewer(dashboard.Services).GetAsync((GetCampaign.Handler handler) => handler.GetAsync(id, default));

    public static async Task<IReadOnlyList<Campaign>> ListAsync(this Dashboard dashboard, string name) =>
        [.. (await Desk.OfViewer(dashboard.Services).AskAsync((ListCampaigns.Handler handler) => handler.ListAsync(new(Limit: 100), default)))
            .Items.Select(item => item.Campaign).Where(campaign => campaign.Name == name)];

    /// <summary>Watches the campaign, as a page does, until it is there.</summary>
    public static Task ReachAsync(this Dashboard dashboard, string id, string state) => Desk.OfViewer(dashboard.Services).AskAsync(async (WatchCampaign.Handler handler) =>
    {
        using var patience = Patience.Begin();
        var last = "";
        await foreach (var progress in handler.WatchAsync(id, patience.Token))
        {
            last = progress.State;
            if (last == state)
            {
                break;
            }
        }

        Assert.Equal(state, last);
        return last;
    });

    public static string InLocale(string locale) => $$"""{"all":[{"locale":["{{locale}}"]}]}""";

    private static Desk Sam(Dashboard dashboard) => Desk.OfRelease(dashboard.Services);
}
