namespace Mobile.Testing.Hub;

/// <summary>Counts what came within the last second.</summary>
internal sealed class HubWindow(TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Queue<long> times = new();

    public bool Admits(int limit)
    {
        lock (gate)
        {
            while (times.TryPeek(out var oldest) && clock.GetElapsedTime(oldest) >= TimeSpan.FromSeconds(1))
            {
                times.Dequeue();
            }

            if (times.Count >= limit)
            {
                return false;
            }

            times.Enqueue(clock.GetTimestamp());
            return true;
        }
    }
}
