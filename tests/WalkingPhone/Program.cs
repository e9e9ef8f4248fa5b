using Mobile.Testing;
using Mobile.WalkingPhone;

// An app in a process of its own, which can be killed: walk <server> <provider> <folder> <user> <seed> <first step>, or finish in place of walk.
// It prints what it does, line by line; "finish" syncs until nothing is left and prints what the app then shows.
var (task, server, provider, folder, user, seed, firstStep) =
    (args[0], new Uri(args[1]), new Uri(args[2]), args[3], args[4], int.Parse(args[5]), int.Parse(args[6]));
await using var app = await MobileClient.OpenAsync(new()
{
    BaseAddress = server,
    Authority = provider,
    ClientId = "mobile-app",
    RedirectUri = new("mobile://signin"),
    DeviceId = Path.GetFileName(folder),
    Platform = "android",
    AppVersion = "1.0.0",
    DatabasePath = Path.Combine(folder, "app.db"),
    TokenStore = new FileTokenStore(Path.Combine(folder, "vault.json")),
    Browser = new Tap(user),
    ConflictPolicies = new Dictionary<string, ConflictPolicy> { ["orders"] = ConflictPolicy.ClientWins, ["profile"] = ConflictPolicy.ServerWins },
    AttemptTimeout = Timeout.InfiniteTimeSpan,
    TimeProvider = new EagerClock(),
    Random = Dice.For(seed, -1),
});
Console.Out.NewLine = "\n";
if (!app.IsSignedIn)
{
    await app.SignInAsync();
}

Console.WriteLine("open");
if (task == "walk")
{
    for (var step = firstStep; ; step++)
    {
        await new Walk(app, Dice.For(seed, step), Console.Out).StepAsync(step);
    }
}

while (await app.SyncAsync() is { Pending: > 0 })
{
}

foreach (var order in await app.Replica.ListAsync("orders", Shown.Default.JsonElement))
{
    Console.WriteLine($"order {order.Pending} {order.Value.GetRawText()}");
}

foreach (var profile in await app.Replica.ListAsync("profile", Shown.Default.JsonElement))
{
    Console.WriteLine($"profile {profile.Pending} {profile.Value.GetRawText()}");
}

foreach (var letter in await app.DeadLetters.ListAsync())
{
    Console.WriteLine($"dead {letter.Method} {letter.Url} {letter.DocumentId} {letter.Problem.Code}");
}

Console.WriteLine("finished");
