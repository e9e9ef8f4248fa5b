using System.Diagnostics;
using Mobile.Features.Campaigns;
using Mobile.Features.Campaigns.Running;
using Mobile.Testing.Hub;

namespace Mobile.Testing.Scenarios.Campaigns;

/// <summary>
/// Promise 5: a push is never sent twice without staff saying so. Two workers send a campaign through a hub and are killed again and again; the
/// hub knows what each device got. In the end staff send what is in doubt again.
/// </summary>
public sealed class CampaignScenario(TestStore store, int seed, int recipients, int kills, int batchSize, IProgress<ScenarioStep>? progress = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly long started = Stopwatch.GetTimestamp();
    private readonly List<string> violations = [];

    private int Calls => recipients / batchSize;

    public async Task<ScenarioReport> RunAsync()
    {
        await using var hub = await HubStandIn.StartAsync();
        hub.Plan = Linger;
        await using var staff = TestNode.Start(store, new TestClock(), "api,admin");
        await DeviceCrowd.WriteAsync(store, recipients, seed, progress);
        var desk = new CampaignDesk(staff.Services);
        await using var workers = new MortalWorkers(store, hub, seed, batchSize);
        await workers.StartAsync();
        var campaign = await desk.SendNowAsync();

        var killing = workers.KillAsync(kills, expectedCalls: Calls);
        var first = await UntilCompletedAsync(desk, campaign);
        await killing;
        var once = await AuditAsync(hub, campaign, first.Results);

        await desk.RetryUnknownAsync(campaign);
        var second = await UntilCompletedAsync(desk, campaign);
        AuditRetry(hub, once, second.Results);
        return new(
            "campaign",
            store.Engine,
            seed,
            [
                ("recipients", $"{recipients}"),
                ("kills", $"{workers.Kills}"),
                ("sent", $"{first.Results.Sent}"),
                ("unknown", $"{first.Results.Unknown}"),
                ("of them had arrived", $"{once.ArrivedUnknown}"),
                ("sent twice unasked", $"{once.Twice}"),
                ("forgotten", $"{once.Forgotten}"),
                ("sent after staff's retry", $"{second.Results.Sent}"),
                ("seconds", $"{Stopwatch.GetElapsedTime(started).TotalSeconds:0.0}"),
            ],
            violations);
    }

    /// <summary>So slow that the workers are still sending when the last of them is killed; each holds four calls open.</summary>
    private HubFate Linger(HubCall call)
    {
        var usual = 8 * (kills + 2) * TimeSpan.FromSeconds(1) / Calls;
        return HubFate.Take with { Delay = 2 * Dice.For(seed, call.Number).NextDouble() * usual };
    }

    private async Task<GetCampaign.Details> UntilCompletedAsync(CampaignDesk desk, string campaign)
    {
        while (true)
        {
            var details = await desk.LookAsync(campaign);
            var results = details.Results;
            progress?.Report(new($"{details.Campaign.State}, {results.Unknown} unknown", (int)(recipients - results.Queued), recipients));
            if (details.Campaign.State == CampaignStates.Completed)
            {
                return details;
            }

            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException($"The campaign is {details.Campaign.State} after {Patience}: {results}.");
            }

            await Task.Delay(100);
        }
    }

    private async Task<Audit> AuditAsync(HubStandIn hub, string campaign, CampaignResults results)
    {
        var states = await store.QueryAsync<Row>(
            "SELECT devices.push_handle AS Handle, deliveries.state AS State FROM deliveries JOIN devices ON devices.id = deliveries.device_id WHERE push_id = @campaign",
            new { campaign });
        var unknown = states.Where(row => row.State == "unknown").Select(row => row.Handle).ToHashSet(StringComparer.Ordinal);
        var forgotten = states.Where(row => row.State == "sent" && hub.SentTo(row.Handle).Count == 0).ToList();
        var twice = hub.HandlesSent.Where(handle => hub.SentTo(handle).Count > 1).ToList();
        violations.AddRange(twice.Select(handle => $"{handle} was sent to {hub.SentTo(handle).Count} times, and nobody had said so"));
        violations.AddRange(forgotten.Select(row => $"{row.Handle} counts as sent, and the hub never heard of it"));
        violations.AddRange(states.Where(row => row.State is not ("sent" or "unknown")).Select(row => $"{row.Handle} ended as {row.State}"));
        Check(states.Count == recipients, $"the snapshot has {states.Count} recipients instead of {recipients}");
        Check(results.Recipients == recipients, $"the counts add up to {results.Recipients} instead of {recipients}");
        Check(results.Sent == states.Count - unknown.Count && results.Unknown == unknown.Count, $"{results} is not what the deliveries say");
        return new(unknown, twice.Count, forgotten.Count, unknown.Count(handle => hub.SentTo(handle).Count > 0));
    }

    private void AuditRetry(HubStandIn hub, Audit once, CampaignResults results)
    {
        Check(results.Sent == recipients && results.Unknown == 0, $"after the retry of the unknown ones: {results}");
        for (var number = 0; number < recipients; number++)
        {
            var (handle, sends) = (DeviceCrowd.Handle(number), hub.SentTo(DeviceCrowd.Handle(number)).Count);
            Check(sends >= 1, $"{handle} was never sent to");
            Check(sends == 1 || (sends == 2 && once.Unknown.Contains(handle)), $"{handle} was sent to {sends} times");
        }
    }

    private void Check(bool holds, string violation)
    {
        if (!holds)
        {
            violations.Add(violation);
        }
    }

    private sealed record Row(string Handle, string State);

    private sealed record Audit(IReadOnlySet<string> Unknown, int Twice, int Forgotten, int ArrivedUnknown);
}
