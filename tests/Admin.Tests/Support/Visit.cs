using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Mobile.Admin.Tests.Support;

/// <summary>A browser with somebody signed in. At its end nothing may have gone wrong on the way: no script error, nothing that the content security policy refused.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> faults = new();

    public Visit(IBrowserContext context, IPage page)
    {
        (this.context, Page) = (context, page);
        page.PageError += (_, error) => faults.Enqueue(error);
        page.Console += (_, message) =>
        {
            // A page that answers 4xx, as it should, is told to the console, too.
            if (message.Type is "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                faults.Enqueue(message.Text);
            }
        };
    }

    public IPage Page { get; }

    public IBrowserContext Context => context;

    public ILocator Button(string name, bool exact = true) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = exact });

    public ILocator Link(string name, bool exact = true) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = exact });

    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name });

    public ILocator Region(string name) => Page.GetByRole(AriaRole.Region, new() { Name = name, Exact = true });

    public ILocator Field(string label) => Page.GetByLabel(label, new() { Exact = false });

    /// <summary>What the page says was done.</summary>
    public ILocator Notice => Page.Locator("[role=status]");

    /// <summary>Why it was not done.</summary>
    public ILocator Alert => Page.GetByRole(AriaRole.Alert);

    public Task<IResponse?> GoAsync(string path) => Page.GotoAsync(path);

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        Assert.Empty(faults);
    }
}
