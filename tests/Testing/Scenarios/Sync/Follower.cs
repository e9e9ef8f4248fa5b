using Mobile.Testing.Replicas;

namespace Mobile.Testing.Scenarios.Sync;

/// <summary>
/// An app that follows its token while others write, now at this node and now at that. At times it loses an answer and asks again, or
/// it is stopped and resumes from an older token, in the middle of a delta too.
/// </summary>
internal sealed class Follower(SyncProtocol protocol, IReadOnlyList<App> nodes, Random random, Pulse pulse)
{
    private const int MaxLimit = 30;

    private string token = "";
    private string older = "";

    public string Name => protocol.Name;

    public Replica Replica { get; } = new();

    public int Pages { get; private set; }

    public async Task FollowAsync(Task writing)
    {
        try
        {
            token = older = await protocol.StartAsync(AnyNode(), Replica, Limit());
            while (!writing.IsCompleted)
            {
                await StumbleAsync();
                await StepAsync();
            }
        }
        finally
        {
            pulse.End();
        }

        // The delta that is being read may have begun before the last write; the one after it has not.
        await FinishDeltaAsync();
        await FinishDeltaAsync();
    }

    private async Task FinishDeltaAsync()
    {
        while (await StepAsync())
        {
        }
    }

    private async Task StumbleAsync()
    {
        switch (random.Next(12))
        {
            case 0:
                await protocol.ReadAsync(AnyNode(), token, Limit());
                break;

            case 1:
                (await protocol.ReadAsync(AnyNode(), token, Limit())).ApplyTo(Replica);
                break;

            case 2:
                token = older;
                break;

            case 3:
                older = token;
                break;
        }
    }

    private async Task<bool> StepAsync()
    {
        var page = await protocol.ReadAsync(AnyNode(), token, Limit());
        page.ApplyTo(Replica);
        token = page.Token;
        Pages++;
        pulse.Beat();
        return page.More;
    }

    private App AnyNode() => nodes[random.Next(nodes.Count)];

    private int Limit() => random.Next(1, MaxLimit);
}
