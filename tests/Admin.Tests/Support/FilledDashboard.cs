using Mobile.Admin.Tests.Versions;
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
    }

    public string Fill(string path) => ids.Aggregate(path, (filled, id) => filled.Replace(id.Key, id.Value, StringComparison.Ordinal));
}
