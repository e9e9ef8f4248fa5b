using Microsoft.Playwright;
using Mobile.Features.Pipeline;

namespace Mobile.Features.Tests.Hosting;

public sealed class DocsPageTests(SqliteHost host) : IClassFixture<SqliteHost>, IAsyncLifetime
{
    private static readonly string[] Quietly =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly List<string> errors = [];
    private IPlaywright? playwright;
    private IPage page = null!;

    public async Task InitializeAsync()
    {
        if (BrowserFactAttribute.Missing is null)
        {
            playwright = await Playwright.CreateAsync();
            var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = BrowserFactAttribute.Chromium, Args = Quietly });
            page = await browser.NewPageAsync();
            page.SetDefaultTimeout(Patience.Milliseconds);
            page.PageError += (_, error) => errors.Add(error);
            page.Console += (_, message) =>
            {
                if (message.Type is "error")
                {
                    errors.Add(message.Text);
                }
            };
        }
    }

    public async Task DisposeAsync()
    {
        if (playwright is not null)
        {
            await page.Context.Browser!.CloseAsync();
            playwright.Dispose();
        }
    }

    [BrowserFact]
    public async Task A_developer_signs_in_on_the_docs_page_and_tries_an_endpoint()
    {
        await SignInAsync("Alice Meyer", ApiVersions.Current);

        await page.GetByText("List orders").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Try it out" }).ClickAsync();
        var answer = await page.RunAndWaitForResponseAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = "Execute" }).ClickAsync(), $"**/api/{ApiVersions.Current}/orders*");

        Assert.Equal(200, answer.Status);
        Assert.Contains("\"items\":[{", await answer.TextAsync(), StringComparison.Ordinal);
        Assert.Empty(errors);
    }

    /// <summary>Whoever tries an operation changes nothing in its form, and gets no refusal: not the first time, and not the second.</summary>
    [BrowserTheory]
    [EveryVersion]
    public async Task Each_operation_succeeds_as_it_stands_and_once_more(string version)
    {
        await SignInAsync("Bob Tanaka", version);
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        var operations = await page.Locator(".opblock").EvaluateAllAsync<string[]>("blocks => blocks.map(block => block.id)");

        Assert.True(operations.Length > 20, string.Join(' ', operations));
        foreach (var operation in operations.OrderBy(operation => operation.EndsWith("deleteAccount", StringComparison.Ordinal)))
        {
            var block = await OpenAsync(operation);
            await ExecuteAsync(operation, block);
            await block.Locator(".btn-clear").ClickAsync();
            await ExecuteAsync(operation, block);
            await block.Locator(".opblock-summary-control").ClickAsync();
        }

        Assert.Empty(errors);
    }

    [BrowserFact]
    public async Task A_key_of_ones_own_repeats_its_request_and_is_replaced_for_another()
    {
        await SignInAsync("Alice Meyer", ApiVersions.Current);
        var block = await OpenAsync("operations-Orders-placeOrder");
        await block.Locator("tr[data-param-name='Idempotency-Key'] input").FillAsync($"a-key-of-my-own-{App.NewKey()}");

        Assert.DoesNotContain("idempotent-replayed: true", await ExecuteAsync("the first", block), StringComparison.Ordinal);
        Assert.Contains("idempotent-replayed: true", await ExecuteAsync("the same again", block), StringComparison.Ordinal);
        await block.Locator(".body-param__text").FillAsync("""{ "lines": [{ "sku": "MUG-RED", "quantity": 5 }] }""");
        var another = await ExecuteAsync("another", block);

        Assert.DoesNotContain("idempotent-replayed: true", another, StringComparison.Ordinal);
        Assert.Contains("\"quantity\": 5", another, StringComparison.Ordinal);
        Assert.Empty(errors);
    }

    private async Task SignInAsync(string user, string version)
    {
        await page.GotoAsync(new Uri(host.Address, $"/docs/index.html?urls.primaryName={Uri.EscapeDataString(ApiVersions.Label(version))}").ToString());
        await page.GetByText($"/api/{version}/orders").First.WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Authorize" }).First.ClickAsync();
        var dialog = page.Locator(".modal-ux");
        var popup = await page.RunAndWaitForPopupAsync(
            () => dialog.GetByRole(AriaRole.Button, new() { Name = "Apply given OAuth2 credentials" }).First.ClickAsync());
        await popup.GetByRole(AriaRole.Link, new() { Name = user }).ClickAsync();
        await dialog.GetByText("Authorized").First.WaitForAsync();
        await dialog.Locator(".btn-done").First.ClickAsync();
    }

    private async Task<ILocator> OpenAsync(string operation)
    {
        var block = page.Locator($"[id='{operation}']");
        await block.Locator(".opblock-summary-control").ClickAsync();
        await block.Locator(".try-out__btn").ClickAsync();
        return block;
    }

    /// <summary>What the page shows of the answer.</summary>
    private static async Task<string> ExecuteAsync(string operation, ILocator block)
    {
        await block.Locator(".execute").ClickAsync();
        await block.Locator(".loading-container").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        var status = await block.Locator(".live-responses-table tbody .response-col_status").First.InnerTextAsync();
        var answer = await block.Locator(".live-responses-table tbody .response-col_description").First.InnerTextAsync();
        Assert.True(status.StartsWith('2') && !answer.Contains("traceId", StringComparison.Ordinal), $"{operation}: {status}\n{answer}");
        return answer;
    }
}
