using System.Collections.Concurrent;
using System.Globalization;
using Mobile.Features.Data;
using Mobile.Features.Pipeline.Apps;

namespace Mobile.Features.Versions.Traffic;

/// <summary>
/// Which devices this node has seen today, so that each is written once a day and version of the API; again only when the app was updated, or
/// sends the day's first write from its offline queue. A device is a session: the server gives those out, so that no header can invent one.
/// </summary>
internal sealed class SeenDevices(TimeProvider clock)
{
    private const int MaxWritesPerDay = 4;
    private const int MaxDevices = 1_000_000;

    /// <summary>By the random half of the session's id and the API version.</summary>
    private readonly ConcurrentDictionary<ulong, Seen> today = new();
    private readonly ConcurrentDictionary<ulong, SeenDevice> pending = new();
    private long takenOn;

    public void Add(string sessionId, string apiVersion, AppHeaders app, bool sendsQueuedWrite)
    {
        if (!ulong.TryParse(sessionId.AsSpan(sessionId.Length / 2), NumberStyles.AllowHexSpecifier, null, out var half))
        {
            return;
        }

        var key = half ^ (uint)apiVersion.GetHashCode(StringComparison.Ordinal);
        var day = TrafficTime.DayOf(clock.UnixMilliseconds());
        var known = today.GetValueOrDefault(key) is var seen && seen.Day == day ? seen : default;
        if (known.Writes > 0 && ((known.App == app && (known.HasQueued || !sendsQueuedWrite)) || known.Writes >= MaxWritesPerDay))
        {
            return;
        }

        var hasQueued = known.HasQueued || sendsQueuedWrite;
        today[key] = new(day, app, hasQueued, known.Writes + 1);
        pending[key] = new(key, sessionId, apiVersion, app, hasQueued);
    }

    /// <summary>Those to be written. Forgets the devices of yesterday (UTC).</summary>
    public IReadOnlyList<SeenDevice> Take()
    {
        var now = TrafficTime.DayOf(clock.UnixMilliseconds());
        if (now != takenOn || today.Count > MaxDevices)
        {
            takenOn = now;
            today.Clear();
        }

        return [.. pending.Keys.Select(key => pending.TryRemove(key, out var device) ? device : null).OfType<SeenDevice>()];
    }

    /// <summary>Takes back what could not be written.</summary>
    public void Return(IEnumerable<SeenDevice> devices)
    {
        foreach (var device in devices)
        {
            pending.TryAdd(device.Key, device);
        }
    }

    private readonly record struct Seen(long Day, AppHeaders App, bool HasQueued, int Writes);
}

/// <param name="HasQueued">Whether it has sent a write from its offline queue today.</param>
internal sealed record SeenDevice(ulong Key, string SessionId, string ApiVersion, AppHeaders App, bool HasQueued);
