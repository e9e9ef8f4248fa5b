namespace Mobile.Perf.Baseline;

/// <summary>What is asked of the product, on behalf of whose access token it is.</summary>
internal static class Requests
{
    public const string NewOrder = """{"lines":[{"sku":"TRJ-MOS","quantity":2}]}""";

    private const string Orders = "/api/v2/orders";

    /// <summary>20 orders: 200.</summary>
    public static Request List(string token) => Request.Get($"{Orders}?limit=20", Request.Bearer(token));

    /// <summary>An order that is still as it was placed: 304.</summary>
    public static Request Revalidation(string token, string orderId) => Request.Get($"{Orders}/{orderId}", Request.Bearer(token), ("If-None-Match", "\"1\""));

    /// <summary>A new order, each time under a key of its own: 201.</summary>
    public static Request Create(string token) => Request.Post(Orders, NewOrder, Request.Bearer(token), Request.FreshKey);

    /// <summary>The same order under the same key again and again; the first one that is sent makes it: 201.</summary>
    public static Request Replay(string token) => Request.Post(Orders, NewOrder, Request.Bearer(token), Request.Key("an-order-that-is-repeated"));

    /// <summary>What has changed since a sync token: 200.</summary>
    public static Request Delta(string token, string since) => Request.Get($"{Orders}?limit=100&since={since}", Request.Bearer(token));
}
