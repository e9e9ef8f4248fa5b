using Mobile.Admin.Tests.Campaigns;
using Mobile.Features.Campaigns;

namespace Mobile.Admin.Tests.Support;

/// <summary>A dashboard with something on each page: the names in braces of <see cref="Pages"/> stand for what is made here.</summary>
public sealed class FilledDashboard : Dashboard
{
    private readonly Dictionary<string, string> ids = new(StringComparer.Ordinal);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        if (BrowserFactAttribute.Missing is not null)
        {
            return;
        }

        using var alice = await Host.SignInAsync("alice", "a11ce000a11ce000a11ce000a11ce000");
        ids["{order}"] = await alice.PlaceOrderAsync();
        await FillCampaignsAsync();
    }

    private async Task FillCampaignsAsync()
    {
        const string audience = """{"all":[{"appVersion":{"from":"3.2","below":"4.0"}},{"any":[{"platform":["apns"]},{"locale":["de","fr"]},{"users":["alice"]},{"activeWithinDays":30}]}]}""";
        await Host.Store.AddDevicesAsync("de", 12);
        ids["{draft}"] = (await this.DraftAsync("Half written", audience)).Id;
        ids["{paused}"] = (await this.DraftAsync("Spring sale", audience, throttlePerMinute: 1)).Id;
        await this.ScheduleAsync(ids["{paused}"]);
        await this.ReachAsync(ids["{paused}"], CampaignStates.Running);
        await this.PauseAsync(ids["{paused}"]);

        // The worker begins only what is due.
        ids["{approval}"] = (await this.DraftAsync("To be approved", audience)).Id;
        await this.ScheduleAsync(ids["{approval}"], CampaignSchedule.At(Host.Clock.GetUtcNow().AddDays(2)));
        await Host.Store.WriteAsync("UPDATE campaigns SET state = 'awaiting-approval' WHERE id = @id", new { id = ids["{approval}"] });
    }

    public string Fill(string path) => ids.Aggregate(path, (filled, id) => filled.Replace(id.Key, id.Value, StringComparison.Ordinal));
}
