using System.Collections.Concurrent;

namespace Mobile.Testing.Scenarios.ExactlyOnce;

/// <summary>What the clients have been told: the first reply of each write, and every reply that broke the promise.</summary>
internal sealed class Ledger(int writes, IProgress<ScenarioStep>? progress) : IDisposable
{
    private readonly Reply?[] firstReplies = new Reply?[writes];
    private readonly SemaphoreSlim acknowledgements = new(0);
    private int acknowledged;
    private int repeats;

    public ConcurrentQueue<string> Violations { get; } = new();

    public int Repeats => repeats;

    public void Acknowledge(KeyedWrite write, Reply reply)
    {
        firstReplies[write.Number] = reply;
        progress?.Report(new("writes", Interlocked.Increment(ref acknowledged), writes));
        acknowledgements.Release();
    }

    public void Repeat(KeyedWrite write, Reply reply, bool isReplay)
    {
        Interlocked.Increment(ref repeats);
        var first = firstReplies[write.Number];
        if (reply != first)
        {
            Violations.Enqueue($"{write.Key} was answered {first}, and then {reply}");
        }

        if (!isReplay)
        {
            Violations.Enqueue($"{write.Key} was acknowledged, and ran again");
        }
    }

    /// <summary>Waits until that many more writes are acknowledged.</summary>
    public async Task PassAsync(int count, CancellationToken stop)
    {
        for (var i = 0; i < count; i++)
        {
            await acknowledgements.WaitAsync(stop);
        }
    }

    public void Dispose() => acknowledgements.Dispose();
}
