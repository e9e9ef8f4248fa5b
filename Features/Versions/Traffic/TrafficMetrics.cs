using System.Diagnostics.Metrics;

namespace Mobile.Features.Versions.Traffic;

/// <summary>
/// The same counts as a metric. A collector keeps each series for ever, so their number is bounded for the life of the process; beyond
/// that the version of the app is <c>other</c>.
/// </summary>
internal sealed class TrafficMetrics(IMeterFactory meters)
{
    /// <summary>With those of <c>other</c>, less than the 2,000 that OpenTelemetry keeps for one instrument.</summary>
    public const int MaxSeries = 1200;

    private readonly HashSet<(ApiOperation Operation, string Platform, string AppVersion, string StatusClass)> series = [];

    private readonly Counter<long> requests = meters.Create("Mobile.Versions").CreateCounter<long>(
        "mobile.api.requests", "{request}", "Requests by API version, platform, app version, endpoint and status class.");

    private readonly Counter<long> signals = meters.Create("Mobile.Versions").CreateCounter<long>(
        "mobile.api.signals", "{request}", "Requests of which there is more to say than their status: replays, problems by code, how far behind an app was.");

    public void Add(IEnumerable<SignalCount> counts)
    {
        foreach (var count in counts)
        {
            signals.Add(count.Requests, new KeyValuePair<string, object?>("mobile.signal", count.Signal));
        }
    }

    /// <remarks>Not for several threads at once.</remarks>
    public void Add(IEnumerable<TrafficCount> counts)
    {
        foreach (var count in counts)
        {
            var version = Admit(count) ? count.App.Version : SeenApps.NotAdmitted;
            requests.Add(
                count.Requests,
                new("api.version", count.Operation.Version),
                new("app.platform", count.App.Platform),
                new("app.version", version),
                new("http.route", count.Operation.Endpoint),
                new("http.response.status_class", count.StatusClass));
        }
    }

    private bool Admit(TrafficCount count)
    {
        var candidate = (count.Operation, count.App.Platform, count.App.Version, count.StatusClass);
        return series.Contains(candidate) || (series.Count < MaxSeries && series.Add(candidate));
    }
}
