using Mobile.Features;
using Mobile.Features.Data;
using Mobile.Features.Push.NotificationHubs;

namespace Mobile.Api.Hosting.Commands;

/// <summary><c>rebuild-hub</c>: tells the notification hub of every device again, and how far it is. Run again after it was ended, it goes on.</summary>
internal static class RebuildHubCommand
{
    public static Command Command { get; } = new("rebuild-hub", null, "Tells the notification hub of every device again.", RunAsync);

    /// <exception cref="ConfigurationException">There is no hub, or it lets nobody in.</exception>
    private static async Task<int> RunAsync(CommandCall call, CancellationToken stop)
    {
        await using var product = call.BuildProduct();
        await product.Services.PrepareFeaturesAsync(withSampleData: false, stop);
        await using var scope = product.Services.CreateAsyncScope();
        var rebuild = scope.ServiceProvider.GetService<HubRebuild>() ?? throw new ConfigurationException(
            "No notification hub is configured: set Push:NotificationHubs:ConnectionString and Push:NotificationHubs:Hub.");
        var clock = scope.ServiceProvider.GetRequiredService<TimeProvider>();
        var started = clock.GetTimestamp();
        HubProgress? first = null;
        var refused = await rebuild.RunAsync(
            progress => Console.WriteLine(Describe(progress, first ??= progress, clock.GetElapsedTime(started))), stop) ?? throw new ConfigurationException(
            "The notification hub lets nobody in: see that Push:NotificationHubs names it and has a valid key, and run rebuild-hub again; it goes on where it ended.");
        Console.WriteLine(refused == 0 ? "The hub knows every device." : $"The hub knows every device but {refused}, which it refused; the log names them.");
        return 0;
    }

    private static string Describe(HubProgress now, HubProgress first, TimeSpan elapsed)
    {
        var (done, left) = (now.Done - first.Done, now.Total - now.Done);
        var rest = done > 0 && left > 0 ? $", about {TimeSpan.FromSeconds(Math.Ceiling(elapsed.TotalSeconds * left / done)):c} to go" : "";
        return $"{now.Done} of {now.Total} devices{rest}";
    }
}
