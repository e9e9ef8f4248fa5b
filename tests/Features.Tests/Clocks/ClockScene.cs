using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Garbage;
using Mobile.Features.Push;

namespace Mobile.Features.Tests.Clocks;

/// <summary>An installation whose wall clock steps while its monotonic one goes on. Each test has a host of its own.</summary>
public abstract class ClockScene(TestHost host) : IAsyncLifetime
{
    protected static readonly TimeSpan FortyDays = TimeSpan.FromDays(40);

    protected TestHost Host => host;

    protected TestStore Store => host.Store;

    protected TestClock Clock => host.Clock;

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    /// <summary>One round of the collector.</summary>
    /// <returns>How many rows are gone.</returns>
    protected async Task<int> CollectAsync() =>
        (await host.Services.GetRequiredService<GarbageCollector>().CollectAsync(CancellationToken.None)).Values.Sum();

    /// <summary>What a worker does in a second, as often as it takes.</summary>
    protected Task DispatchAsync() => host.Services.GetRequiredService<PushDispatcher>().RunOnceAsync(CancellationToken.None);

    /// <summary>Sends the order under the key.</summary>
    protected static Task<HttpResponseMessage> OrderAsync(App app, string key) =>
        app.PostAsync($"/api/{ApiVersions.Current}/orders", Contract.Of(ApiVersions.Current).Order("MUG-RED", 1, note: null), key);

    protected static Task<HttpResponseMessage> ListAsync(App app) => app.GetAsync($"/api/{ApiVersions.Current}/orders");

    protected static async Task<int> CountOrdersAsync(App app)
    {
        var count = 0;
        await foreach (var _ in app.ReadListAsync($"/api/{ApiVersions.Current}/orders"))
        {
            count++;
        }

        return count;
    }

    protected async Task<App> SignInWithDeviceAsync(string user)
    {
        var app = await host.SignInAsync(user);
        var registered = await app.RegisterAsync(DeviceExtensions.NewInstallation(), DeviceExtensions.Registration(locale: "en", timeZone: "Etc/UTC"));
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        return app;
    }

    protected Task<long> CountAsync(string of) => Store.ReadAsync<long>($"SELECT CAST(COUNT(*) AS bigint) FROM {of}");
}
