using System.Text;

namespace Mobile.Features.Tests.Hosting;

/// <summary>Nothing that a client sends begins a line of the console's log, or moves the cursor of who reads it.</summary>
public sealed class LogInjectionTests : IAsyncLifetime
{
    private const string Forged = "crit: Mobile.Forged[1]";

    private readonly SqliteStore store = new();

    public Task InitializeAsync() => store.CreateAsync();

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task A_line_feed_in_a_path_a_header_or_a_name_begins_no_line()
    {
        await using var node = await ApiProcess.StartAsync(store);
        using var alice = await App.SignInAsync(node.Address, "alice");
        using var sam = await Browser.SignInAsync(node.Address, "sam");
        foreach (var ending in new[] { "%0A", "%0D%0A", "%0D", "%E2%80%A8", "%C2%85", "%0B", "%1B%5B2K%0A" })
        {
            var injected = Uri.EscapeDataString(Forged).Insert(0, ending);
            await alice.GetAsync($"/api/v2/orders/x{injected}?fields={injected}&after={injected}", ("X-Note", Decoded(ending)));
            await alice.GetAsync($"/nowhere{injected}");
            await alice.GetAsync($"/api/v2/images/x{injected}");
            await alice.SendAsync(HttpMethod.Post, $"/api/v2/batch{injected}", null, ("Idempotency-Key", App.NewKey()));
            await sam.GetAsync($"/admin/orders/x{injected}?q={injected}");
            await sam.GetAsync($"/admin/signin/start?returnUrl={injected}&user={injected}");
            await sam.GetAsync($"/admin/signin?state={injected}&error={injected}&error_description={injected}");
            await alice.GetAsync($"/dev-identity/authorize?client_id={injected}&login_hint={injected}");
            await alice.PostFormAsync("/oauth/token", new(StringComparer.Ordinal) { ["grant_type"] = Uri.UnescapeDataString(injected), ["refresh_token"] = Uri.UnescapeDataString(injected) });
            await RawHttp.SendAsync(node.Address, Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: a\n{Forged}\r\n\r\n"));
        }

        // A log that dropped lines would prove nothing.
        File.Delete(store.File);
        await alice.PostAsync($"/api/v2/orders/x%0D%0A%1B{Uri.EscapeDataString(Forged)}/cancel", new { }, App.NewKey());
        await node.SaysAsync("store-unavailable");

        Assert.Contains("Mobile.Forged", node.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\ncrit:", node.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(node.Output, character => (char.IsControl(character) && character != '\n') || character == '\u2028');
    }

    private static string Decoded(string ending) => $"a{ending}{Forged}";
}
