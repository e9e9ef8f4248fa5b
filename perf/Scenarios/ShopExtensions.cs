using Mobile.Perf.Phones;

namespace Mobile.Perf.Scenarios;

/// <summary>What several scenarios prepare alike.</summary>
internal static class ShopExtensions
{
    private const int BatchSize = 50;

    /// <summary>Some products on sale.</summary>
    public static async Task<IReadOnlyList<string>> SkusAsync(this PlainHttp api, Account account, CancellationToken stop)
    {
        var products = (await api.GetAsync("/api/v2/products?limit=20", account, stop)).Expect(200).Json.GetProperty("items");
        return [.. products.EnumerateArray().Select(product => product.Text("sku"))];
    }

    /// <summary>Places orders, as many in a request as the server takes.</summary>
    public static async Task PlaceOrdersAsync(this PlainHttp api, Account account, IReadOnlyList<string> skus, int count, CancellationToken stop)
    {
        foreach (var part in Enumerable.Range(0, count).Chunk(BatchSize))
        {
            var requests = part.Select(number => new
            {
                id = $"{number}",
                method = "POST",
                url = "/orders",
                headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Idempotency-Key"] = App.NewKey() },
                body = Order(skus[number % skus.Count], note: null),
            });
            var replies = (await api.SendAsync(HttpMethod.Post, "/api/v2/batch", account, new { requests }, stop)).Expect(200).Json.GetProperty("responses");
            foreach (var refused in replies.EnumerateArray().Where(reply => reply.GetProperty("status").GetInt32() != 201))
            {
                throw new InvalidOperationException($"The server refuses an order that a scenario needs: {refused}");
            }
        }
    }

    public static object Order(string sku, string? note) => new { lines = new[] { new { sku, quantity = 1 } }, note };
}
