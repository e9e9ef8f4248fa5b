using System.Net;
using Mobile.Admin.Tests.Support;

namespace Mobile.Admin.Tests;

/// <summary>Each page over both engines: what one answers at once, the other one answers later.</summary>
public abstract class EveryEngineTests(TestHost host) : IAsyncLifetime
{
    public sealed class Sqlite() : EveryEngineTests(new SqliteApiHost());

    public sealed class SqlServer() : EveryEngineTests(new SqlServerApiHost());

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [EngineFact]
    public async Task Every_page_is_whole()
    {
        using var alice = await host.SignInAsync("alice", "a11ce000a11ce000a11ce000a11ce000");
        await alice.RegisterAsync("a11ce000a11ce000a11ce000a11ce000", DeviceExtensions.Registration());
        var order = await alice.PlaceOrderAsync();
        using var sam = await Browser.SignInAsync(host.Address, "sam");
        var missing = new List<string>();

        foreach (var page in Pages.All.Select(page => page.Replace("{order}", order, StringComparison.Ordinal).Replace("{device}", "a11ce000a11ce000a11ce000a11ce000", StringComparison.Ordinal)))
        {
            var answer = await sam.GetAsync(page);
            if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.Forbidden))
            {
                missing.Add($"{page}: {(int)answer.StatusCode}");
            }
        }

        Assert.Empty(missing);
    }
}
