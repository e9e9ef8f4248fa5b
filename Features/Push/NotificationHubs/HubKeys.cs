using System.Collections.Concurrent;

namespace Mobile.Features.Push.NotificationHubs;

/// <summary>
/// The one or two keys of the hub, and which of them works. While one is renewed the other serves; nothing has to be restarted.
/// </summary>
internal sealed class HubKeys(HubOptions hub, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan RenewedAfter = TimeSpan.FromMinutes(18);

    private readonly string[] keys = hub.SecondaryKey is { } secondary ? [hub.Connection.Key, secondary] : [hub.Connection.Key];
    private readonly ConcurrentDictionary<(Uri Address, int Key), Token> tokens = new();
    private volatile int current;

    /// <summary>The key to begin with.</summary>
    public int Current => current;

    /// <summary>The key to try when this one was refused; null where there is no other.</summary>
    public int? Other(int key) => keys.Length > 1 ? 1 - key : null;

    /// <summary>This one worked where the other did not.</summary>
    public void Prefer(int key) => current = key;

    /// <param name="repeats">Whether the address is asked again and again. Those of devices are too many to keep a token for each.</param>
    public string Sign(Uri address, int key, bool repeats)
    {
        var now = clock.GetUtcNow();
        if (!repeats)
        {
            return NewToken(address, key, now).Text;
        }

        var token = tokens.GetOrAdd((address, key), _ => NewToken(address, key, now));
        // One that is to be renewed later than that was made by a clock that was ahead.
        if (token.RenewAt <= now || token.RenewAt > now + RenewedAfter)
        {
            tokens[(address, key)] = token = NewToken(address, key, now);
        }

        return token.Text;
    }

    private Token NewToken(Uri address, int key, DateTimeOffset now) => new(
        SharedAccessSignature.Sign(address, hub.Connection.KeyName, keys[key], now + Lifetime), now + RenewedAfter);

    private sealed record Token(string Text, DateTimeOffset RenewAt);
}
