using Mobile.Perf.Size;
using Mobile.Testing.Scenarios;

namespace Mobile.Perf.Tests.Support;

/// <summary>A small shop that a class of tests looks at.</summary>
public sealed class FilledShop : IAsyncLifetime
{
    internal static ShopSize Size { get; } = new(6_000);

    internal SizedShop Shop { get; private set; } = null!;

    public async Task InitializeAsync() => Shop = await SizedShop.StartAsync(Size, new Progress<ScenarioStep>(), default);

    public async Task DisposeAsync() => await Shop.DisposeAsync();
}
