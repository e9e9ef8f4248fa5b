using Mobile.Testing;

namespace Mobile.WalkingPhone;

/// <summary>What a person does on the way: orders, changes of mind, and now and then the app finds a moment to sync.</summary>
internal sealed class Walk(MobileClient app, Random random, TextWriter log)
{
    private static readonly string[] Skus = ["MUG-RED", "TRJ-MOS", "WSK-M", "NO-SUCH"];

    public async Task StepAsync(int step)
    {
        switch (random.Next(10))
        {
            case < 3:
                // The line is written after the order is on disk: whoever reads it may count on the order.
                await log.WriteLineAsync($"placed {await app.Orders.PlaceAsync([new(random.GetItems(Skus, 1)[0], random.Next(1, 9))], $"step {step}")}");
                break;

            case 3 or 4 when await AnyOrderAsync() is { } order:
                await app.Orders.AmendAsync(order.Id, random.OneIn(3) ? new() { Lines = [new("AXE-35", random.Next(1, 5))] } : new() { Note = $"amended at {step}" });
                break;

            case 5 when await AnyOrderAsync() is { } order:
                await app.Orders.CancelAsync(order.Id);
                break;

            case 6 when await AnyOrderAsync() is { } order:
                await app.Orders.RemoveAsync(order.Id);
                break;

            case 7 when await app.Profile.GetAsync() is not null:
                await app.Profile.UpdateAsync(random.OneIn(2) ? new() { Phone = $"+49 30 {step:000}" } : new() { Address = $"House {step}" });
                break;

            default:
                await SyncAsync();
                break;
        }

        await log.WriteLineAsync($"step {step}");
    }

    private async Task SyncAsync()
    {
        try
        {
            await log.WriteLineAsync("syncing");
            var report = await app.SyncAsync();
            await log.WriteLineAsync($"synced {report.Sent} sent, {report.Conflicts} conflicts, {report.DeadLetters} dead");
        }
        catch (ServerUnreachableException)
        {
            await log.WriteLineAsync("unreachable");
        }
    }

    private async Task<Document<Order>?> AnyOrderAsync()
    {
        var orders = await app.Orders.ListAsync();
        return orders.Count == 0 ? null : orders[random.Next(orders.Count)];
    }
}
