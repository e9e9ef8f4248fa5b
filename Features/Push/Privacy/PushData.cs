using Mobile.Features.Devices;
using Mobile.Features.Pipeline.Privacy;

namespace Mobile.Features.Push.Privacy;

/// <summary>What a user was told on which device. It is found by the user's devices, whose rows therefore go last.</summary>
internal sealed class PushData(SentPushes sent, EventErasure events, RecipientErasure recipients) : IPersonalData, IDeviceTrail
{
    public IReadOnlyList<PersonalTable> Tables { get; } =
    [
        new("outbox", NotExported: "For 30 days the events that became pushes; the export has the orders that they tell of, and the pushes."),
        new("pushes"),
        new("deliveries"),
        new("inbox_messages", NotExported: "Copies of pushes, where no hub is configured."),
    ];

    public IEnumerable<PersonalList> Export(string userId, string version, CancellationToken stop) =>
        [new("pushes", sent.ReadAsync(userId, stop)), new("campaigns", sent.ReadCampaignsAsync(userId, stop))];

    public async Task<Erased> EraseAsync(string userId, int batch, CancellationToken stop)
    {
        var left = Erased.All;
        foreach (var step in Steps)
        {
            switch (await step(userId, batch, stop))
            {
                case Erased.Some:
                    return Erased.Some;
                case Erased.Waits:
                    left = Erased.Waits;
                    break;
            }
        }

        return left;
    }

    public async Task<bool> NeedsDevicesOfAsync(string userId, CancellationToken stop) =>
        await recipients.AreLeftAsync(userId, stop) || await recipients.HaveMessagesAsync(userId, stop);

    private Func<string, int, CancellationToken, Task<Erased>>[] Steps => [events.ErasePushesAsync, recipients.EraseAsync, recipients.EraseInboxAsync, events.EraseOutboxAsync];
}
