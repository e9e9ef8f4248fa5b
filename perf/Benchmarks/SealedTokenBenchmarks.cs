using BenchmarkDotNet.Attributes;
using Mobile.Features.Data;
using Mobile.Features.Pipeline;
using Mobile.Features.Pipeline.Paging;
using Mobile.Features.Sync;

namespace Mobile.Benchmarks;

/// <summary>The tokens that a client carries for us: a list seals one or two, a delta opens one and seals the next.</summary>
[MemoryDiagnoser]
public class SealedTokenBenchmarks
{
    private const string Collection = "orders";

    private readonly Position position = new(1_750_000_000_000, Sample.SessionId);
    private SyncTokens syncTokens = null!;
    private Cursors cursors = null!;
    private string syncToken = "", cursor = "";

    [GlobalSetup]
    public void SetUp() => SetUpAsync().GetAwaiter().GetResult();

    [Benchmark(Description = "sealing a sync token")]
    public string SealSyncToken() => syncTokens.Seal(Collection, Sample.UserId, SyncPoint.At(4_711));

    [Benchmark(Description = "opening a sync token")]
    public bool OpenSyncToken() => syncTokens.TryOpen(Collection, Sample.UserId, feeds: 1, syncToken, out _);

    [Benchmark(Description = "sealing a cursor")]
    public string SealCursor() => cursors.Seal(Collection, Sample.UserId, position, 4_711);

    [Benchmark(Description = "opening a cursor")]
    public bool OpenCursor() => cursors.TryOpen(Collection, Sample.UserId, cursor, out _, out _);

    private async Task SetUpAsync()
    {
        using var store = await TemporaryStore.CreateAsync();
        var seals = new SealedTokens(await store.LoadKeysAsync(new SigningKeyNeeded(SealedTokens.KeyId, "HS256")));
        var epoch = new StoreEpoch(store.Database, TimeProvider.System);
        await epoch.LoadAsync(default);
        syncTokens = new SyncTokens(seals, epoch);
        cursors = new Cursors(seals);
        (syncToken, cursor) = (SealSyncToken(), SealCursor());
        if (!OpenSyncToken() || !OpenCursor())
        {
            throw new InvalidOperationException("A token does not open.");
        }
    }
}
