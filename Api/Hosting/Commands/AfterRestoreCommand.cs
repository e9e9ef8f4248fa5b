using Mobile.Features;
using Mobile.Features.Campaigns;
using Mobile.Features.Push;
using Mobile.Features.Sync;

namespace Mobile.Api.Hosting.Commands;

/// <summary><c>after-restore</c>: tells the database that it is a restored backup, which knows less than apps and phones do. Run again, it finds nothing more to do.</summary>
internal static class AfterRestoreCommand
{
    public static Command Command { get; } = new(
        "after-restore", null, "Tells the database that it was restored by other means than the command restore.", RunAsync);

    /// <summary>Keeps everything from being sent again by itself, and ends the epoch of the sync tokens.</summary>
    public static async Task HoldAsync(IServiceProvider services, CancellationToken stop)
    {
        await using var scope = services.CreateAsyncScope();
        var campaigns = await scope.ServiceProvider.GetRequiredService<CampaignRestore>().HoldAsync(stop);
        var held = await scope.ServiceProvider.GetRequiredService<PushRestore>().HoldAsync(stop);
        await scope.ServiceProvider.GetRequiredService<SyncTokens>().EndEpochAsync(stop);
        Console.WriteLine($"Wait for staff, since they may have been sent: {held.Events} events, {held.Deliveries} deliveries, {campaigns} campaigns.");
    }

    private static async Task<int> RunAsync(CommandCall call, CancellationToken stop)
    {
        await using var product = call.BuildProduct();
        await product.Services.PrepareFeaturesAsync(withSampleData: false, stop);
        await HoldAsync(product.Services, stop);
        Console.WriteLine("The sync tokens of before are refused from the next start on: apps rebuild their replicas. Start the product now.");
        return 0;
    }
}
