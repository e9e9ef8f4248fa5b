using Mobile.Perf.Baseline;
using Mobile.Perf.Phones;
using Mobile.Perf.Target;

namespace Mobile.Perf.Soak;

/// <summary>What is wanted as the answer to a request.</summary>
internal sealed record Wish(Request Request, int Wanted);

/// <summary>Somebody with an app: what it sends in turn, under a session that it renews now and then.</summary>
internal sealed class SoakUser : IDisposable
{
    /// <summary>One renewal in so many is a new sign-in; the others refresh the token.</summary>
    private const int SignInEvery = 5;

    private readonly ProductServer product;
    private readonly PlainHttp api;
    private readonly string name;
    private readonly string deviceId;
    private Account account = null!;
    private IReadOnlyList<Wish> wishes = [];
    private int renewals;
    private int sent;

    private SoakUser(ProductServer product, PlainHttp api, string name) => (this.product, this.api, this.name, deviceId) = (product, api, name, $"soak-{name}");

    public static async Task<SoakUser> OpenAsync(ProductServer product, PlainHttp api, string name, int first, CancellationToken stop)
    {
        var user = new SoakUser(product, api, name) { sent = first };
        await user.RenewAsync(stop);
        return user;
    }

    public Wish Next() => wishes[sent++ % wishes.Count];

    public async Task RenewAsync(CancellationToken stop)
    {
        if (renewals++ % SignInEvery == 0)
        {
            account?.Dispose();
            account = await Account.OpenAsync(api, name, product.IdTokenOf(name), deviceId, stop);
        }
        else
        {
            await account.RefreshAsync(stop);
        }

        var page = (await api.GetAsync("/api/v2/orders?limit=1", account, stop)).Expect(200).Json;
        wishes = Mix(account.Tokens.AccessToken, page.GetProperty("items")[0].Text("id"), page.Text("syncToken"));
    }

    public void Dispose() => account.Dispose();

    /// <summary>Of twenty requests, seven lists, six revalidations, four deltas, two replays and a new order.</summary>
    private static IReadOnlyList<Wish> Mix(string token, string orderId, string since)
    {
        var list = new Wish(Requests.List(token), 200);
        var unchanged = new Wish(Requests.Revalidation(token, orderId), 304);
        var delta = new Wish(Requests.Delta(token, since), 200);
        var replay = new Wish(Requests.Replay(token), 201);
        var create = new Wish(Requests.Create(token), 201);
        return
        [
            list, unchanged, list, delta, unchanged, list, replay, list, unchanged, delta,
            list, unchanged, create, list, delta, unchanged, list, replay, unchanged, delta,
        ];
    }
}
