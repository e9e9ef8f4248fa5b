using System.Collections.Concurrent;

namespace Mobile.Features.Versions.Traffic;

/// <summary>
/// Counts requests in memory, by what was asked, by which app, and how it ended. The number of counters is bounded: endpoints are those
/// that exist, apps those of <see cref="SeenApps"/>.
/// </summary>
internal sealed class TrafficRecorder(SeenApps apps)
{
    private readonly ConcurrentDictionary<TrafficKey, Counter> counters = new();

    public void Count(ApiOperation operation, SeenApp app, string statusClass)
    {
        var key = new TrafficKey(operation, app, statusClass);
        while (!counters.GetOrAdd(key, static _ => new()).TryIncrement())
        {
            // It was forgotten between being found and being counted on; the next one is fresh.
        }
    }

    /// <summary>What was counted since the last time. Nothing is counted twice, and nothing is missed while others go on counting.</summary>
    public IReadOnlyList<TrafficCount> Take()
    {
        apps.Sweep();
        var taken = new List<TrafficCount>();
        foreach (var (key, counter) in counters)
        {
            var requests = counter.Take();
            if (requests > 0)
            {
                taken.Add(new(key.Operation, key.App, key.StatusClass, requests));
            }
            else if (key.App.IsForgotten && counter.TryClose())
            {
                counters.TryRemove(KeyValuePair.Create(key, counter));
            }
        }

        return taken;
    }

    /// <summary>Compared by reference where it can be: of each operation and app there is one object.</summary>
    private readonly record struct TrafficKey(ApiOperation Operation, SeenApp App, string StatusClass);
}

/// <summary>An endpoint of one API version. Each is one object, compared by reference.</summary>
/// <param name="version">Of the API.</param>
/// <param name="endpoint">Method and route: <c>POST /orders/{id}/cancel</c>; <c>unmatched</c> for all that is none.</param>
internal sealed class ApiOperation(string version, string endpoint)
{
    public string Version => version;

    public string Endpoint => endpoint;
}

/// <param name="StatusClass"><c>2xx</c> to <c>5xx</c>, or <c>aborted</c> where the caller did not wait for the answer.</param>
internal sealed record TrafficCount(ApiOperation Operation, SeenApp App, string StatusClass, long Requests);
