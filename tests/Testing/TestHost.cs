namespace Mobile.Testing;

/// <summary>The whole product inside the test process, on Kestrel and a free port, over a fresh database.</summary>
public abstract class TestHost(
    TestStore store, string roles = "api,admin,worker", IReadOnlyDictionary<string, string>? settings = null, TestClock? clock = null)
    : IAsyncLifetime
{
    private TestNode? node;

    public TestStore Store => store;

    public TestClock Clock { get; } = clock ?? new();

    public Uri Address => node!.Address;

    public IServiceProvider Services => node!.Services;

    public async Task InitializeAsync()
    {
        if (store is SqlServerStore && SqlServerStore.Server is null)
        {
            return;
        }

        await store.CreateAsync();
        node = TestNode.Start(store, Clock, roles, settings);
    }

    /// <summary>Ends the host and starts another over the same data.</summary>
    public async Task RestartAsync()
    {
        await node!.DisposeAsync();
        node = TestNode.Start(store, Clock, roles, settings);
    }

    public Task<App> SignInAsync(string user, string? deviceId = null) => App.SignInAsync(Address, user, deviceId);

    public async Task DisposeAsync()
    {
        if (node is not null)
        {
            await node.DisposeAsync();
            await store.DisposeAsync();
        }
    }
}

public sealed class SqliteHost() : TestHost(new SqliteStore());

public sealed class SqlServerHost() : TestHost(new SqlServerStore());

/// <summary>Without the role worker, whose loops run by the real time: the test does their work when it is due.</summary>
public sealed class SqliteApiHost() : TestHost(new SqliteStore(), "api,admin");

public sealed class SqlServerApiHost() : TestHost(new SqlServerStore(), "api,admin");
