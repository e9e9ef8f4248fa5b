using Mobile.Perf.Baseline;
using Mobile.Perf.Target;
using Mobile.Testing.Scenarios;

namespace Mobile.Perf.Size;

/// <summary>The product with a shop of some size, and what is asked of it: on behalf of users that are drawn from the whole shop.</summary>
internal sealed class SizedShop : IAsyncDisposable
{
    public const int Changes = 10;

    private const int UsersAsked = 512;
    private const int SignInsAtOnce = 8;

    private readonly ProductServer product;
    private readonly ShopSize size;

    private SizedShop(ProductServer product, ShopSize size) => (this.product, this.size) = (product, size);

    public static async Task<SizedShop> StartAsync(ShopSize size, IProgress<ScenarioStep> progress, CancellationToken stop)
    {
        var shop = new SizedShop(await FilledProduct.StartAsync(size, progress, isApart: false, stop), size);
        try
        {
            await shop.SignInAsync(stop);
            return shop;
        }
        catch
        {
            await shop.DisposeAsync();
            throw;
        }
    }

    public string Name => $"{size.Orders:N0} orders";

    public Uri Address => product.Address;

    public SqliteStore Store => product.Store;

    public Side Lists { get; private set; } = null!;

    public Side Creates { get; private set; } = null!;

    public Side Deltas { get; private set; } = null!;

    /// <summary>The access token of the user with the long history.</summary>
    public string LongUserToken { get; private set; } = "";

    /// <summary>That user's sync token from before the changes.</summary>
    public string BeforeChanges { get; private set; } = "";

    public ValueTask DisposeAsync() => product.DisposeAsync();

    private async Task SignInAsync(CancellationToken stop)
    {
        var drawn = Enumerable.Range(0, size.Users).ToArray();
        new Random(1).Shuffle(drawn);
        var asked = Math.Min(UsersAsked, size.Users / 2);
        var tokens = new string[2 * asked];
        await Parallel.ForAsync(0, tokens.Length, new ParallelOptions { MaxDegreeOfParallelism = SignInsAtOnce, CancellationToken = stop }, async (i, _) =>
            tokens[i] = await product.SignInAsync($"user-{drawn[i]}"));
        LongUserToken = await product.SignInAsync($"user-{size.LongUser}");

        // Whose lists are read orders nothing: what was just written would be read from memory.
        Lists = Ask(200, [.. tokens[..asked].Select(Requests.List)]);
        Creates = Ask(201, [.. tokens[asked..].Select(Requests.Create)]);
        BeforeChanges = await product.ChangeOrdersAsync($"user-{size.LongUser}", LongUserToken, Changes);
        Deltas = Ask(200, [Requests.Delta(LongUserToken, BeforeChanges)]);
    }

    private Side Ask(int wanted, IReadOnlyList<Request> requests) => new(Name, product.Process, wanted, requests);
}
