using Microsoft.Playwright;

namespace Mobile.Admin.Tests.Support;

/// <summary>One Chromium for all tests of the process; each visit has a profile of its own.</summary>
internal static class Chromium
{
    private static readonly string[] Quietly =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private static readonly Lazy<Task<IBrowser>> Shared = new(LaunchAsync);

    public static Task<IBrowser> GetAsync() => Shared.Value;

    private static async Task<IBrowser> LaunchAsync()
    {
        // What a worker or a busy machine does takes its time.
        Assertions.SetDefaultExpectTimeout(Patience.Milliseconds);
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new() { ExecutablePath = BrowserFactAttribute.Chromium, Args = Quietly });
    }
}
