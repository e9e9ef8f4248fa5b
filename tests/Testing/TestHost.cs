using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mobile.Testing;

/// <summary>The whole product inside the test process, on Kestrel and a free port, over a fresh database.</summary>
public abstract class TestHost(TestStore store) : IAsyncLifetime
{
    private Factory? factory;

    public TestStore Store => store;

    public TestClock Clock { get; } = new();

    public Uri Address { get; private set; } = null!;

    public IServiceProvider Services => factory!.Services;

    public async Task InitializeAsync()
    {
        if (store is SqlServerStore && SqlServerStore.Server is null)
        {
            return;
        }

        await store.CreateAsync();
        Start();
    }

    /// <summary>Ends the host and starts another over the same data.</summary>
    public async Task RestartAsync()
    {
        await factory!.DisposeAsync();
        Start();
    }

    public Task<App> SignInAsync(string user, string? deviceId = null) => App.SignInAsync(Address, user, deviceId);

    public async Task DisposeAsync()
    {
        if (factory is not null)
        {
            await factory.DisposeAsync();
            await store.DisposeAsync();
        }
    }

    private void Start()
    {
        factory = new Factory(store, Clock);
        factory.UseKestrel(0);
        factory.StartServer();
        Address = factory.ClientOptions.BaseAddress;
    }

    private sealed class Factory(TestStore store, TestClock clock) : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            foreach (var (key, value) in store.Settings)
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureLogging(logging => logging.ClearProviders());
            builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(clock));
        }
    }
}

public sealed class SqliteHost() : TestHost(new SqliteStore());

public sealed class SqlServerHost() : TestHost(new SqlServerStore());
