using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Data;
using Mobile.Features.Data.SqlServer;

namespace Mobile.Features.Tests.Clocks;

/// <summary>The clock of the database server is compared with that of the machine.</summary>
public abstract class ServerClockTests(TestHost host) : ClockScene(host)
{
    public sealed class SqlServer() : ServerClockTests(new SqlServerApiHost());

    [EngineFact]
    public async Task A_clock_that_differs_from_that_of_the_server_is_doubted_however_evenly_it_goes_and_trusted_once_it_is_right()
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddMetrics()
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton<Database>(new SqlServerDatabase(Store.ConnectionString))
            .AddSingleton<ClockMonitor>()
            .BuildServiceProvider();
        var monitor = services.GetRequiredService<ClockMonitor>();
        Assert.True(await monitor.CheckAsync(default));

        var (wrong, settled) = (TimeSpan.FromMinutes(2), ClockMonitor.Settling + TimeSpan.FromSeconds(1));
        foreach (var step in new[] { wrong, -wrong })
        {
            Clock.Step(step - ClockMonitor.Proof);
            await monitor.CheckAsync(default);
            Clock.Advance(ClockMonitor.Proof);
            Assert.False(await monitor.CheckAsync(default));

            Clock.Step(-step - settled);
            await monitor.CheckAsync(default);
            Clock.Advance(settled);
            Assert.True(await monitor.CheckAsync(default));
        }
    }
}
