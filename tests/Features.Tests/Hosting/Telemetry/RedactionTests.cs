using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Mobile.Features.Tests.Hosting.Telemetry;

/// <summary>Whatever is asked, and however it ends, no byte of a secret reaches a collector.</summary>
public sealed class RedactionTests(TelemetryProcess telemetry) : IClassFixture<TelemetryProcess>
{
    private readonly Dictionary<string, string> secrets = new(StringComparer.Ordinal);

    [Theory]
    [EveryVersion]
    public async Task No_secret_reaches_the_collector(string version)
    {
        var api = $"/api/{version}";
        using var alice = await App.SignInAsync(telemetry.Node.Address, "alice");
        using var stranger = App.Anonymous(telemetry.Node.Address);
        secrets["access token"] = alice.AccessToken;
        secrets["refresh token"] = alice.RefreshToken;
        secrets["id token"] = await alice.GetIdTokenAsync("alice");
        secrets["code verifier"] = Secret("verifier") + App.NewKey();
        secrets["code"] = await alice.AuthorizeAsync("alice", secrets["code verifier"]);
        (string, string)[] headers =
        [
            ("X-Secret", Secret("header")), ("Cookie", $"session={Secret("cookie")}"), ("User-Agent", Secret("agent")), ("X-Device-Id", Secret("device")),
            ("X-App-Platform", Secret("platform")), ("X-App-Version", Secret("app")), ("baggage", $"name={Secret("baggage")}"), ("X-Forwarded-For", Secret("forwarded")),
        ];

        // What succeeds.
        Assert.Equal(200, await StatusAsync(alice.RedeemAsync(secrets["code"], secrets["code verifier"])));
        await alice.RegisterAsync(DeviceExtensions.NewInstallation(), DeviceExtensions.Registration(Secret("handle"), "fcmV1"), version, Secret("key of a device"));
        Assert.Equal(201, await StatusAsync(PostAsync(Contract.Of(version).Order("MUG-RED", note: Secret("note")), "key of an order", headers)));
        await alice.GetAsync($"{api}/orders?fields=id&q={Secret("query")}", headers);
        await alice.RefreshAsync();
        secrets["next access token"] = alice.AccessToken;
        secrets["next refresh token"] = alice.RefreshToken;

        // What is refused.
        Assert.Equal(401, await StatusAsync(stranger.GetAsync($"{api}/orders", [("Authorization", $"Bearer {Secret("wrong token")}"), .. headers])));
        Assert.Equal(400, await StatusAsync(stranger.ExchangeAsync(Secret("wrong id token"))));
        Assert.Equal(400, await StatusAsync(stranger.RefreshAsync(Secret("wrong refresh token"))));
        Assert.Equal(400, await StatusAsync(stranger.RedeemAsync(Secret("wrong code"), Secret("wrong verifier"))));
        Assert.Equal(400, await StatusAsync(PostAsync(new StringContent($$"""{"note":"{{Secret("broken body")}}""", Encoding.UTF8, "application/json"), "key of a broken body", headers)));
        Assert.Equal(422, await StatusAsync(PostAsync(Contract.Of(version).Order(Secret("sku")), "key of an unknown sku", headers)));
        Assert.Equal(400, await StatusAsync(alice.GetAsync($"{api}/orders?after={Secret("cursor")}", headers)));
        Assert.Equal(400, await StatusAsync(alice.GetAsync($"{api}/orders?since={Secret("since")}", headers)));
        Assert.Equal(404, await StatusAsync(alice.GetAsync($"{api}/{Secret("path")}", headers)));
        await alice.SendAsync(new HttpMethod("SECRET" + App.NewKey()), $"{api}/orders", null, headers);

        // What fails, with an exception that quotes the note.
        await telemetry.Store.WriteAsync("CREATE TRIGGER IF NOT EXISTS quote BEFORE INSERT ON orders WHEN NEW.note LIKE '%failing%' BEGIN SELECT RAISE(ABORT, 'quoted: ' || NEW.note); END");
        var failed = App.NewKey();
        Assert.Equal(500, await StatusAsync(PostAsync(Contract.Of(version).Order("MUG-RED", note: Secret("failing")), "key of a failure", [Traced(failed), .. headers])));
        await UntilLoggedAsync(secrets["failing"]);

        // A request that comes after all of these is told after them.
        var last = App.NewKey();
        await alice.SendAsync(HttpMethod.Get, $"{api}/products", null, Traced(last));
        await telemetry.Receiver.UntilToldAsync(told => told.Spans.Where(span => span.TraceId == last));
        await telemetry.Receiver.UntilToldAsync(told => told.Lines.Where(line => line.TraceId == failed && line.Attributes.GetValueOrDefault("Code") == "internal-error"));
        await telemetry.Receiver.UntilToldAsync(told => told.Points.Where(point =>
            point.Attributes.GetValueOrDefault("http.response.status_code") == "500" && point.Attributes.GetValueOrDefault("mobile.api.version") == version));
        await telemetry.Receiver.UntilToldAsync(told => told.Spans.Where(span => span.Name == "send push"));
        var told = telemetry.Receiver.Bodies.Select(Encoding.Latin1.GetString).ToList();
        Assert.Contains(told, body => body.Contains("INSERT INTO orders", StringComparison.Ordinal));
        Assert.Empty(from secret in secrets
                     from body in told
                     where body.Contains(secret.Value, StringComparison.OrdinalIgnoreCase)
                     select secret.Key);

        Task<HttpResponseMessage> PostAsync(object body, string key, (string Name, string Value)[] others) => alice.SendAsync(
            HttpMethod.Post, $"{api}/orders?token={Secret("query of a write")}", body as HttpContent ?? JsonContent.Create((JsonNode)body), [("Idempotency-Key", Secret(key)), .. others]);
    }

    private static (string Name, string Value) Traced(string trace) => ("traceparent", $"00-{trace}-{trace[..16]}-01");

    /// <summary>The console has what the collector must not get.</summary>
    private async Task UntilLoggedAsync(string text)
    {
        using var patience = Patience.Begin();
        while (!telemetry.Node.Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(patience.IsCancellationRequested, $"The log never said {text}.");
            await Task.Yield();
        }
    }

    private static async Task<int> StatusAsync(Task<HttpResponseMessage> answer) => (int)(await answer).StatusCode;

    /// <summary>What nobody may find, under a name by which the test says where it was.</summary>
    private string Secret(string where) => secrets[where] = $"secret-{where.Replace(' ', '-')}-{App.NewKey()}";
}
