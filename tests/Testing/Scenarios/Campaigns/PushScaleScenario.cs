using System.Diagnostics;
using Mobile.Features.Campaigns;
using Mobile.Features.Campaigns.Audiences;
using Mobile.Features.Campaigns.Running;
using Mobile.Testing.Hub;

namespace Mobile.Testing.Scenarios.Campaigns;

/// <summary>A campaign to very many devices: how long it takes to count them, to choose them and to hand them to a hub, and how much memory the worker needs for it.</summary>
public sealed class PushScaleScenario(TestStore store, int seed, int devices, int batchSize, IProgress<ScenarioStep>? progress = null)
{
    private const int Previews = 5;

    /// <summary>All of its kinds of rules at once.</summary>
    private const string NestedAudience = """
        { "all": [ { "any": [ { "platform": ["apns"] }, { "appVersion": { "from": "3.1", "below": "3.2.1" } } ] },
                   { "locale": ["de", "en-GB"] }, { "activeWithinDays": 30 }, { "optedIn": "orders" } ] }
        """;

    public async Task<ScenarioReport> RunAsync()
    {
        await using var hub = await HubStandIn.StartAsync();
        await using var staff = TestNode.Start(store, new TestClock(), "api,admin");
        await DeviceCrowd.WriteAsync(store, devices, seed, progress);
        var desk = new CampaignDesk(staff.Services);
        progress?.Report(new("counting", 0, Previews));
        var (everybody, all) = await PreviewAsync(staff, CampaignDesk.Everybody);
        var (nested, some) = await PreviewAsync(staff, NestedAudience);

        await using var worker = await ApiProcess.StartAsync(store, settings: new(hub.Settings, StringComparer.Ordinal)
        {
            ["Host:Roles"] = "worker",
            ["Campaigns:BatchSize"] = $"{batchSize}",
        });
        var campaign = await desk.SendNowAsync();
        var decided = Stopwatch.GetTimestamp();
        await UntilAsync(desk, campaign, details => details.Campaign.PreparedAt is not null);
        var chosen = Stopwatch.GetElapsedTime(decided);
        var memory = worker.PeakMemoryBytes;
        var begun = Stopwatch.GetTimestamp();
        var details = await UntilAsync(desk, campaign, details => details.Campaign.State == CampaignStates.Completed);
        var sending = Stopwatch.GetElapsedTime(begun);
        return new(
            "push-scale",
            store.Engine,
            seed,
            [
                ("devices", $"{devices}"),
                ("preview of all (ms)", $"{everybody.TotalMilliseconds:0}"),
                ("preview of a nested audience (ms)", $"{nested.TotalMilliseconds:0}"),
                ("which has", $"{some.Devices}"),
                ("snapshot (s)", $"{chosen.TotalSeconds:0.0}"),
                ("peak memory then (MB)", $"{memory / 1_000_000}"),
                ("devices handed over a second", $"{devices / sending.TotalSeconds:0}"),
                ("peak memory in the end (MB)", $"{worker.PeakMemoryBytes / 1_000_000}"),
            ],
            [.. Violations(hub, all, details.Results)]);
    }

    private IEnumerable<string> Violations(HubStandIn hub, PreviewAudience.Preview all, CampaignResults results)
    {
        if (all.Devices != devices)
        {
            yield return $"The preview counts {all.Devices} devices.";
        }

        if (results.Sent != devices || results.Recipients != devices)
        {
            yield return $"The campaign has {results}.";
        }

        if (hub.DevicesSent != devices || hub.HandlesSent.Count() != devices)
        {
            yield return $"The hub has sent {hub.DevicesSent} times to {hub.HandlesSent.Count()} handles.";
        }
    }

    private static async Task<(TimeSpan Median, PreviewAudience.Preview Preview)> PreviewAsync(TestNode staff, string audience)
    {
        var sam = Desk.OfRelease(staff.Services);
        var times = new List<TimeSpan>();
        PreviewAudience.Preview? preview = null;
        for (var i = 0; i < Previews; i++)
        {
            var started = Stopwatch.GetTimestamp();
            preview = await sam.GetAsync((PreviewAudience.Handler handler) => handler.PreviewAsync(CampaignDesk.Sale(audience), default));
            times.Add(Stopwatch.GetElapsedTime(started));
        }

        return (times.Order().ElementAt(Previews / 2), preview!);
    }

    private async Task<GetCampaign.Details> UntilAsync(CampaignDesk desk, string campaign, Func<GetCampaign.Details, bool> isThere)
    {
        while (true)
        {
            var details = await desk.LookAsync(campaign);
            var results = details.Results;
            progress?.Report(details.Campaign.PreparedAt is null
                ? new("choosing", (int)results.Recipients, devices)
                : new("handing over", (int)(devices - results.Queued), devices));
            if (isThere(details))
            {
                return details;
            }

            await Task.Delay(50);
        }
    }
}
