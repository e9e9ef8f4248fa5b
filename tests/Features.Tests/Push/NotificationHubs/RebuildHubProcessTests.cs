namespace Mobile.Features.Tests.Push.NotificationHubs;

/// <summary>The command as it is run after a disaster.</summary>
public sealed class RebuildHubProcessTests(SqliteHubHost host) : IClassFixture<SqliteHubHost>
{
    private const int Devices = 1200;

    [Fact]
    public async Task A_rebuild_that_is_killed_goes_on_where_it_was()
    {
        await host.AddDevicesAsync(Devices);
        await host.RunToEndAsync();
        host.Hub.Installations.Lose();
        var settings = host.Store.Settings.Concat(host.Hub.Settings).ToDictionary();
        var killed = new TaskCompletionSource();
        var before = host.Hub.Calls.Count;
        var begun = await BegunAsync();
        host.Hub.Plan = call =>
        {
            if (host.Hub.Calls.Count - before == Devices / 2)
            {
                killed.TrySetResult();
            }

            return Testing.Hub.HubFate.Take;
        };

        await using (var process = ApiProcess.Begin(settings, "Development", "rebuild-hub"))
        {
            await killed.Task.WaitAsync(Patience.Limit);
            await process.KillAsync();
        }

        var told = host.Hub.Installations.Count;
        Assert.InRange(told, Devices / 2, Devices - 1);
        var (exitCode, output) = await ApiProcess.RunAsync(settings, "Development", "rebuild-hub");

        Assert.True(exitCode == 0, output);
        Assert.Contains($"{Devices} of {Devices} devices", output, StringComparison.Ordinal);
        Assert.Contains("The hub knows every device.", output, StringComparison.Ordinal);
        Assert.Equal(Devices, host.Hub.Installations.Count);

        // What was told and not written down is told again: a batch at most.
        Assert.InRange(host.Hub.Calls.Count - before, Devices, Devices + 100);
        Assert.Equal(begun + 1, await BegunAsync());
    }

    [Fact]
    public async Task Without_a_hub_or_where_it_lets_nobody_in_the_command_says_so_and_fails()
    {
        var (withoutHub, said) = await ApiProcess.RunAsync(host.Store.Settings, "Development", "rebuild-hub");
        await host.AddDeviceAsync("device-of-the-locked-out", "a1");
        var locked = host.Store.Settings.Concat(host.Hub.Settings).ToDictionary();
        locked["Push:NotificationHubs:SecondaryKey"] = "wrong";
        locked["Push:NotificationHubs:ConnectionString"] = locked["Push:NotificationHubs:ConnectionString"].Replace("SharedAccessKey=", "SharedAccessKey=not-", StringComparison.Ordinal);
        var (lockedOut, complained) = await ApiProcess.RunAsync(locked, "Development", "rebuild-hub");

        Assert.Equal((1, 1), (withoutHub, lockedOut));
        Assert.Contains("No notification hub is configured", said, StringComparison.Ordinal);
        Assert.Contains("lets nobody in", complained, StringComparison.Ordinal);
        await host.Store.WriteAsync("DELETE FROM devices WHERE id = 'device-of-the-locked-out'");
        await host.Store.WriteAsync("DELETE FROM store_info WHERE name = 'hub_lease'");
    }

    private Task<long> BegunAsync() =>
        host.Store.ReadAsync<long>("SELECT COUNT(*) FROM audit_log WHERE action = 'hub-rebuild-started' AND actor = 'rebuild-hub'");
}
