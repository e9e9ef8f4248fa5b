using Mobile.Admin.Components.Controls;
using Mobile.Features.Campaigns;
using Mobile.Features.Campaigns.Running;

namespace Mobile.Admin.Components.Pages.Campaigns;

/// <summary>What the page of a campaign counts, by the names under which it then changes while one looks at it.</summary>
internal static class CampaignNumbers
{
    /// <returns>Texts, and for gauges numbers from 0 to 100.</returns>
    public static IReadOnlyDictionary<string, object> Of(string state, CampaignResults results, int? throttlePerMinute)
    {
        var recipients = results.Recipients;
        var done = recipients - results.Queued - results.Sending;
        var numbers = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["state"] = state,
            ["recipients"] = Figure.Count(recipients),
            ["waiting"] = Figure.Count(results.Queued + results.Sending),
            ["done"] = Gauge(done, recipients),
            ["doneShare"] = Figure.Share(done, recipients),
            ["sent"] = Figure.Count(results.Sent),
            ["sentGauge"] = Gauge(results.Sent, recipients),
            ["sentShare"] = Figure.Share(results.Sent, recipients),
            ["opened"] = Figure.Count(results.Opened),
            ["openedGauge"] = Gauge(results.Opened, recipients),
            ["openedShare"] = Figure.Share(results.Opened, results.Sent),
            ["unknown"] = Figure.Count(results.Unknown),
            ["left"] = state == CampaignStates.Running && throttlePerMinute is { } rate && results.Queued > 0 ? $", about {Figure.Of((results.Queued + rate - 1) / rate, "minute")} left" : "",
        };
        foreach (var (reason, devices) in results.Suppressed)
        {
            numbers[$"suppressed.{reason}"] = Figure.Count(devices);
        }

        foreach (var (reason, devices) in results.Failed)
        {
            numbers[$"failed.{reason}"] = Figure.Count(devices);
        }

        return numbers;
    }

    private static double Gauge(long part, long whole) => whole == 0 ? 0 : Math.Round(100.0 * part / whole, 1);
}
