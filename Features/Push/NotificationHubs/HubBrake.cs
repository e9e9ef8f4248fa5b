using Mobile.Features.Data;

namespace Mobile.Features.Push.NotificationHubs;

/// <summary>
/// Holds the sends of this process while the hub is in trouble: as long as it asks for, otherwise 1, 2, 4 … 60 seconds. After a trouble
/// one send tries alone, so that an outage leaves few devices in doubt.
/// </summary>
internal sealed class HubBrake(TimeProvider clock)
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Deadline heldUntil;
    private TimeSpan next = Shortest;
    private long troubles;
    private bool isTrying;

    /// <returns>How long to wait still; null where the send may begin, which must be followed by one of <see cref="Release"/>, <see cref="Hold"/> and <see cref="Abandon"/>.</returns>
    public TimeSpan? TryBegin(out long ticket)
    {
        lock (gate)
        {
            ticket = troubles;
            if (heldUntil.Left(clock) is { Ticks: > 0 } wait)
            {
                return wait;
            }

            if (next > Shortest && isTrying)
            {
                return Shortest;
            }

            isTrying = next > Shortest;
            return null;
        }
    }

    /// <summary>The hub answered as it should.</summary>
    public void Release()
    {
        lock (gate)
        {
            (next, isTrying) = (Shortest, false);
        }
    }

    /// <summary>The send came to nothing on our side, which tells nothing of the hub: another may try.</summary>
    public void Abandon()
    {
        lock (gate)
        {
            isTrying = false;
        }
    }

    /// <summary>The send met trouble.</summary>
    /// <param name="ticket">From its beginning: what several meet at once is one trouble.</param>
    /// <param name="asked">How long the hub asks for.</param>
    /// <returns>For how long it is held by this; null where it is held already.</returns>
    public TimeSpan? Hold(long ticket, TimeSpan? asked)
    {
        lock (gate)
        {
            isTrying = false;
            if (asked is null && ticket != troubles)
            {
                return null;
            }

            var wait = asked ?? next;
            if (asked is null)
            {
                troubles++;
                next = next * 2 < Longest ? next * 2 : Longest;
            }

            var until = Deadline.After(clock, wait);
            heldUntil = until.Timestamp > heldUntil.Timestamp ? until : heldUntil;
            return wait;
        }
    }
}
