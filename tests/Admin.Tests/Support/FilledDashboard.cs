using Mobile.Admin.Tests.Campaigns;
using Mobile.Admin.Tests.Versions;
using Mobile.Features.Campaigns;
using Mobile.Features.Push;
using Mobile.Features.Versions.Lifecycle;
using Mobile.Features.Versions.RemoteConfig;

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

        await Adoption.FillAsync(Host);
        var (release, now) = (Desk.OfRelease(Services), Host.Clock.GetUtcNow());
        await release.GetAsync((DeprecateVersion.Handler versions) => versions.DeprecateAsync(new("v1", SunsetAt: now.AddDays(30)), default));
        await release.GetAsync((ScheduleBrownout.Handler brownouts) => brownouts.ScheduleAsync(new("v1", now.AddDays(3), now.AddDays(3).AddMinutes(30)), default));
        await release.GetAsync((SetFlag.Handler flags) => flags.SetAsync(new("checkout.new", Enabled: true, Percentage: 20), default));
        ids["{device}"] = "a11ce000a11ce000a11ce000a11ce000";
        using var alice = await Host.SignInAsync("alice", ids["{device}"]);
        await alice.RegisterAsync(ids["{device}"], DeviceExtensions.Registration());
        await alice.PreferAsync(ids["{device}"], new { quietHours = new { from = "22:00", to = "06:30" } });
        await Host.Store.WriteAsync("UPDATE device_counts SET counted_at = NULL");
        ids["{order}"] = await alice.PlaceOrderAsync(note: "Ring twice, please");
        await Desk.OfPush(Services).GetAsync((SendTestPush.Handler pushes) => pushes.SendAsync(new(ids["{device}"], "Is this on?", "Somebody of the staff tries it."), default));
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
