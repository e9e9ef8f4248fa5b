namespace Mobile.Features.Tests.Pipeline.Limits;

/// <summary>A user of a node that cannot do everything at once.</summary>
public abstract class SheddingScene(TestHost host) : IAsyncLifetime
{
    private protected TestHost Host => host;

    private protected App Alice { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await host.InitializeAsync();
        Alice = await host.SignInAsync("alice");
    }

    public Task DisposeAsync() => host.DisposeAsync();

    private protected Task<HttpResponseMessage> PlaceAsync(string version, string key) =>
        Alice.PostAsync($"/api/{version}/orders", Contract.Of(version).Order("MUG-RED"), key);
}
