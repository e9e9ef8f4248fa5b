using Microsoft.Playwright;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Tests.Hosting;

public sealed class DocsPageTests(SqliteHost host) : IClassFixture<SqliteHost>
{
    private static readonly string[] Quietly =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    [BrowserFact]
    public async Task A_developer_signs_in_on_the_docs_page_and_tries_an_endpoint()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = BrowserFactAttribute.Chromium, Args = Quietly });
        var page = await browser.NewPageAsync();
        var errors = new List<string>();
        page.PageError += (_, error) => errors.Add(error);

        await page.GotoAsync(new Uri(host.Address, "/docs").ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Authorize" }).First.ClickAsync();
        var dialog = page.Locator(".modal-ux");
        var popup = await page.RunAndWaitForPopupAsync(() => dialog.GetByRole(AriaRole.Button, new() { Name = "Apply given OAuth2 credentials" }).First.ClickAsync());
        await popup.GetByRole(AriaRole.Link, new() { Name = "Alice Meyer" }).ClickAsync();
        await dialog.GetByText("Authorized").First.WaitForAsync();
        await dialog.Locator(".btn-done").First.ClickAsync();

        await page.GetByText("List orders").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Try it out" }).ClickAsync();
        var answer = await page.RunAndWaitForResponseAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = "Execute" }).ClickAsync(), $"**/api/{ApiVersions.Current}/orders*");

        Assert.Equal(200, answer.Status);
        Assert.Contains("\"items\":[{", await answer.TextAsync(), StringComparison.Ordinal);
        Assert.Empty(errors);
    }
}
