using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Garbage;
using Mobile.Features.Tests.Pipeline;

namespace Mobile.Features.Tests.Hosting;

/// <summary>Two nodes over one database, at the same moment.</summary>
public abstract class NodesTests(TestStore store) : IAsyncLifetime
{
    private readonly TestClock clock = new();
    private TestNode[] nodes = [];

    public sealed class Sqlite() : NodesTests(new SqliteStore());

    public sealed class SqlServer() : NodesTests(new SqlServerStore());

    public async Task InitializeAsync()
    {
        await store.CreateAsync();
        using var together = new Barrier(2);
        nodes = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            together.SignalAndWait();
            return TestNode.Start(store, clock, "api,admin");
        })));
    }

    public async Task DisposeAsync()
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        await store.DisposeAsync();
    }

    [EngineFact]
    public async Task Nodes_that_start_together_on_an_empty_database_have_the_same_keys()
    {
        var (one, two) = (nodes[0].Services, nodes[1].Services);
        var needed = one.GetServices<SigningKeyNeeded>().Select(key => key.Id).ToList();

        Assert.NotEmpty(needed);
        Assert.All(needed, id => Assert.Equal(one.GetRequiredService<SigningKeys>()[id], two.GetRequiredService<SigningKeys>()[id]));
        Assert.Equal("sealed", Protector(two).Unprotect(Protector(one).Protect("sealed")));
        Assert.Equal("sealed", Protector(one).Unprotect(Protector(two).Protect("sealed")));
        Assert.Equal(needed.Count, await store.ReadAsync<long>("SELECT COUNT(*) FROM signing_keys"));

        static IDataProtector Protector(IServiceProvider services) => services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
    }

    [EngineFact]
    public async Task Nodes_that_collect_garbage_at_once_collect_each_row_once()
    {
        var rows = (GarbageCollector.Batch * 2) + 7;
        await OldKeyRows.WriteAsync(store, clock.GetUtcNow(), rows);

        var collected = await Task.WhenAll(nodes.Select(node => node.Services.GetRequiredService<GarbageCollector>().CollectAsync(CancellationToken.None)));

        Assert.Equal(rows, collected.Sum(node => node["idempotency keys"]));
        Assert.Equal(0, await store.ReadAsync<long>("SELECT COUNT(*) FROM idempotency_keys"));
    }
}
