using System.Text.Json;
using Mobile.Client;

// Signs in as alice and places an order. Run it again: the app is still signed in, and has the first order in its replica.
var server = new Uri(args.FirstOrDefault() ?? "http://localhost:5080");
var folder = Directory.CreateDirectory("phone").FullName;
await using var mobile = await MobileClient.OpenAsync(new()
{
    BaseAddress = server,
    Authority = new Uri(server, "dev-identity"),
    ClientId = "mobile-app",
    RedirectUri = new("mobile://signin"),
    DeviceId = "my-first-phone",
    Platform = "android",
    AppVersion = "1.0.0",
    DatabasePath = Path.Combine(folder, "mobile.db"),
    TokenStore = new FileTokenStore(Path.Combine(folder, "tokens.json")),
    Browser = new DevelopmentBrowser("alice"),
});
if (!mobile.IsSignedIn)
{
    await mobile.SignInAsync();
}

var id = await mobile.Orders.PlaceAsync([new("TRJ-MOS", 2)], note: "my first order");
Console.WriteLine($"On the phone: order {id}, pending: {(await mobile.Orders.GetAsync(id))!.Pending}");

await mobile.SyncAsync();
var order = (await mobile.Orders.GetAsync(id))!.Value;
Console.WriteLine($"At the server: {order.Status}, {order.Total!.AmountMinor / 100m} {order.Total.Currency}");
Console.WriteLine($"Orders in the replica: {(await mobile.Orders.ListAsync()).Count}");

/// <summary>Keeps the tokens in a plain file: for a try on your own machine, and for no app.</summary>
internal sealed class FileTokenStore(string path) : ITokenStore
{
    public async Task<TokenSet?> LoadAsync(CancellationToken stop) =>
        File.Exists(path) ? JsonSerializer.Deserialize<TokenSet>(await File.ReadAllTextAsync(path, stop)) : null;

    public async Task SaveAsync(TokenSet tokens, CancellationToken stop)
    {
        await File.WriteAllTextAsync(path + ".new", JsonSerializer.Serialize(tokens), stop);
        File.Move(path + ".new", path, overwrite: true);
    }

    public Task ClearAsync(CancellationToken stop)
    {
        File.Delete(path);
        return Task.CompletedTask;
    }
}

/// <summary>Picks a user at the development provider, which asks for no password, and follows its redirect without a page.</summary>
internal sealed class DevelopmentBrowser(string user) : IBrowser
{
    public async Task<Uri> AuthorizeAsync(Uri start, Uri redirect, CancellationToken stop)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var answer = await http.GetAsync(new Uri($"{start}&login_hint={user}"), stop);
        return answer.Headers.Location ?? throw new InvalidOperationException($"The provider does not sign {user} in.");
    }
}
