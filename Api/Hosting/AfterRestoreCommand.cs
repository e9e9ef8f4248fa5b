using Mobile.Features.Campaigns;
using Mobile.Features.Push;
using Mobile.Features.Sync;

namespace Mobile.Api.Hosting;

/// <summary><c>after-restore</c>: tells the database that it is a restored backup, which knows less than apps and phones do. Run again, it finds nothing more to do.</summary>
internal static class AfterRestoreCommand
{
    public const string Name = "after-restore";

    public static async Task RunAsync(IServiceProvider services, CancellationToken stop)
    {
        await using var scope = services.CreateAsyncScope();
        var campaigns = await scope.ServiceProvider.GetRequiredService<CampaignRestore>().HoldAsync(stop);
        var held = await scope.ServiceProvider.GetRequiredService<PushRestore>().HoldAsync(stop);
        await scope.ServiceProvider.GetRequiredService<SyncTokens>().EndEpochAsync(stop);
        Console.WriteLine($"Wait for staff, since they may have been sent: {held.Events} events, {held.Deliveries} deliveries, {campaigns} campaigns.");
        Console.WriteLine("The sync tokens of before are refused from the next start on: apps rebuild their replicas. Start the product now.");
    }
}
