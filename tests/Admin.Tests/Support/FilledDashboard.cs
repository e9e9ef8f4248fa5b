using Mobile.Admin.Tests.Versions;
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
        using var alice = await Host.SignInAsync("alice", "a11ce000a11ce000a11ce000a11ce000");
        ids["{order}"] = await alice.PlaceOrderAsync();
    }

    public string Fill(string path) => ids.Aggregate(path, (filled, id) => filled.Replace(id.Key, id.Value, StringComparison.Ordinal));
}
