// <usings>
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shop;
// </usings>

var (server, idToken) = (new Uri(args[0]), args[1]);

// <sign-in>
var http = new HttpClient { BaseAddress = server };
http.DefaultRequestHeaders.Add("X-App-Platform", "ios");
http.DefaultRequestHeaders.Add("X-App-Version", "3.2.1");
var shop = new ShopClient(http) { BaseUrl = server.ToString() };
var tokens = await shop.IssueTokenAsync(new IssueTokenRequest
{
    Grant_type = IssueTokenRequestGrant_type.UrnIetfParamsOauthGrantTypeTokenExchange,
    Subject_token = idToken,
    Subject_token_type = "urn:ietf:params:oauth:token-type:id_token",
});
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Access_token);
// </sign-in>

// <place>
var key = Guid.NewGuid().ToString();
var wanted = new PlaceOrderRequestV2 { Lines = [new() { Sku = "MUG-RED", Quantity = 1 }], Note = "Ring twice." };
var order = await shop.PlaceOrderAsync(key, wanted);
// </place>
var again = await shop.PlaceOrderAsync(key, wanted);
Check(again.Id == order.Id, "the same key places one order");
var removed = await shop.PlaceOrderAsync(Guid.NewGuid().ToString(), wanted);
await shop.PlaceOrderAsync(Guid.NewGuid().ToString(), wanted);

// <page>
var orders = new List<OrderV2>();
string? next = null;
string? since = null;
do
{
    var page = await shop.ListOrdersAsync(limit: 2, after: next, fields: null, since: null);
    orders.AddRange(page.Items);
    since ??= page.SyncToken;
    next = page.Next;
}
while (next is not null);
// </page>
Check(orders.Count(one => one.Id == order.Id) == 1, "every page is read");

// <amend>
var patch = new AmendOrderRequestV2 { Lines = [new() { Sku = "MUG-RED", Quantity = 3 }] };
var amended = await shop.AmendOrderAsync(order.Id, $"\"{order.Version}\"", Guid.NewGuid().ToString(), patch);
// </amend>
Check(amended.Note == "Ring twice." && amended.Lines.Single().Quantity == 3, "the note stays");

// <remove>
var without = new AmendOrderRequestV2 { AdditionalProperties = { ["note"] = null! } };
var bare = await shop.AmendOrderAsync(order.Id, $"\"{amended.Version}\"", Guid.NewGuid().ToString(), without);
// </remove>
Check(bare.Note is null && bare.Lines.Count == 1, "the note is removed");

// <conflict>
try
{
    await shop.AmendOrderAsync(order.Id, $"\"{order.Version}\"", Guid.NewGuid().ToString(), new() { Note = "Knock." });
}
catch (ApiException<OrderV2Conflict> stale)
{
    var (current, version, fields) = (stale.Result.Current, stale.Result.CurrentVersion, stale.Result.ConflictingFields);
    Console.WriteLine($"Version {version} has the note '{current.Note}'; both changed {string.Join(", ", fields)}.");
}
// </conflict>

await shop.RemoveOrderAsync(removed.Id, $"\"{removed.Version}\"", Guid.NewGuid().ToString());
// <delta>
var deleted = new List<string>();
OrderV2List delta;
do
{
    delta = await shop.ListOrdersAsync(limit: null, after: null, fields: null, since: since);
    deleted.AddRange(delta.Deleted!);
    since = delta.SyncToken;
}
while (delta.More == true);
// </delta>
Check(deleted.SequenceEqual([removed.Id]), "the deletion is read");

// <sync>
var pulled = await shop.PullChangesAsync("orders,profile", since: null, limit: 500);
var later = await shop.PullChangesAsync("orders,profile", since: pulled.SyncToken, limit: null);
// </sync>
Check(pulled.Collections.Orders!.Items.Any(one => one.Id == order.Id) && pulled.Collections.Profile!.Items.Single().Email == "alice@example.com", "collections are typed");
Check(later.Collections.Orders!.Items.Count == 0 && !later.More, "nothing has changed since");

var home = await shop.GetHomeAsync("orders,profile");
Check(home.Orders!.Data!.Items.Count == 5 && home.Profile!.Data!.Email == "alice@example.com" && home.Products is null, "home is typed");
var batch = await shop.RunBatchAsync(new() { Requests = [new() { Id = "1", Method = "GET", Url = "/profile" }] });
Check(((JsonElement)batch.Responses.Single().Body!).GetProperty("email").GetString() == "alice@example.com", "a body of a batch is read");
Console.WriteLine("done");

static void Check(bool holds, string what)
{
    if (!holds) throw new InvalidOperationException($"Not so: {what}.");
}

namespace Shop
{
    // <settings>
    public partial class ShopClient
    {
        static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings) =>
            settings.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
    }
    // </settings>
}
