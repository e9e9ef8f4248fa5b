// <usings>
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Abstractions.Serialization;
using Microsoft.Kiota.Http.HttpClientLibrary;
using Shop;
using Shop.Models;
// </usings>

var (server, idToken) = (args[0], args[1]);

// <sign-in>
var anyone = new ShopClient(new HttpClientRequestAdapter(new AnonymousAuthenticationProvider()) { BaseUrl = server });
var tokens = await anyone.Oauth.Token.PostAsync(new IssueTokenRequest
{
    GrantType = IssueTokenRequest_grant_type.UrnIetfParamsOauthGrantTypeTokenExchange,
    SubjectToken = idToken,
    SubjectTokenType = "urn:ietf:params:oauth:token-type:id_token",
});
var signedIn = new BaseBearerTokenAuthenticationProvider(new AccessTokens(tokens!.AccessToken!));
var shop = new ShopClient(new HttpClientRequestAdapter(signedIn) { BaseUrl = server }).Api.V2;
// </sign-in>

// <place>
var key = Guid.NewGuid().ToString();
var wanted = new PlaceOrderRequestV2 { Lines = [new() { Sku = "MUG-RED", Quantity = 1 }], Note = "Ring twice." };
var order = await shop.Orders.PostAsync(wanted, request => request.Headers.Add("Idempotency-Key", key));
// </place>
var again = await shop.Orders.PostAsync(wanted, request => request.Headers.Add("Idempotency-Key", key));
Check(again!.Id == order!.Id, "the same key places one order");
var removed = await shop.Orders.PostAsync(wanted, request => request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString()));
await shop.Orders.PostAsync(wanted, request => request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString()));

// <page>
var orders = new List<OrderV2>();
string? next = null;
string? since = null;
do
{
    var page = await shop.Orders.GetAsync(request => (request.QueryParameters.Limit, request.QueryParameters.After) = (2, next));
    orders.AddRange(page!.Items!);
    since ??= page.SyncToken;
    next = page.Next;
}
while (next is not null);
// </page>
Check(orders.Count(one => one.Id == order.Id) == 1, "every page is read");

// <amend>
var patch = new AmendOrderRequestV2 { Lines = [new() { Sku = "MUG-RED", Quantity = 3 }] };
var amended = await shop.Orders[order.Id!].PatchAsync(patch, request =>
{
    request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
    request.Headers.Add("If-Match", $"\"{order.Version}\"");
});
// </amend>
Check(amended!.Note == "Ring twice." && amended.Lines!.Single().Quantity == 3, "the note stays");

// <remove>
var without = new AmendOrderRequestV2 { AdditionalData = { ["note"] = null! } };
var bare = await shop.Orders[order.Id!].PatchAsync(without, request =>
{
    request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
    request.Headers.Add("If-Match", $"\"{amended.Version}\"");
});
// </remove>
Check(bare!.Note is null && bare.Lines!.Count == 1, "the note is removed");

// <conflict>
try
{
    await shop.Orders[order.Id!].PatchAsync(new() { Note = "Knock." }, request =>
    {
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        request.Headers.Add("If-Match", $"\"{order.Version}\"");
    });
}
catch (OrderV2Conflict stale)
{
    var (current, version, fields) = (stale.Current!, stale.CurrentVersion, stale.ConflictingFields!);
    Console.WriteLine($"Version {version} has the note '{current.Note}'; both changed {string.Join(", ", fields)}.");
}
// </conflict>

await shop.Orders[removed!.Id!].DeleteAsync(request =>
{
    request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
    request.Headers.Add("If-Match", $"\"{removed.Version}\"");
});
// <delta>
var deleted = new List<string>();
OrderV2List? delta;
do
{
    delta = await shop.Orders.GetAsync(request => request.QueryParameters.Since = since);
    deleted.AddRange(delta!.Deleted!);
    since = delta.SyncToken;
}
while (delta.More == true);
// </delta>
Check(deleted.SequenceEqual([removed.Id!]), "the deletion is read");

// <sync>
var pulled = await shop.Sync.GetAsync(request =>
    (request.QueryParameters.Collections, request.QueryParameters.Limit) = ("orders,profile", 500));
var later = await shop.Sync.GetAsync(request =>
    (request.QueryParameters.Collections, request.QueryParameters.Since) = ("orders,profile", pulled!.SyncToken));
// </sync>
Check(pulled!.Collections!.Orders!.Items!.Any(one => one.Id == order.Id) && pulled.Collections.Profile!.Items!.Single().Email == "alice@example.com", "collections are typed");
Check(later!.Collections!.Orders!.Items!.Count == 0 && later.More == false, "nothing has changed since");

var home = await shop.Home.GetAsync(request => request.QueryParameters.Include = "orders,profile");
Check(home!.Orders!.Data!.Items!.Count == 5 && home.Profile!.Data!.Email == "alice@example.com" && home.Products is null, "home is typed");
var batch = await shop.Batch.PostAsync(new() { Requests = [new() { Id = "1", Method = "GET", Url = "/profile" }] });
var body = (UntypedObject)batch!.Responses!.Single().Body!;
Check(((UntypedString)body.GetValue()["email"]).GetValue() == "alice@example.com", "a body of a batch is read");
Console.WriteLine("done");

static void Check(bool holds, string what)
{
    if (!holds) throw new InvalidOperationException($"Not so: {what}.");
}

// <tokens>
internal sealed class AccessTokens(string token) : IAccessTokenProvider
{
    public AllowedHostsValidator AllowedHostsValidator { get; } = new();

    public Task<string> GetAuthorizationTokenAsync(
        Uri uri, Dictionary<string, object>? context = null, CancellationToken cancellationToken = default) => Task.FromResult(token);
}
// </tokens>
