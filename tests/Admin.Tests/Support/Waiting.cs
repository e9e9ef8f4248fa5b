using Microsoft.Playwright;

namespace Mobile.Admin.Tests.Support;

internal static class Waiting
{
    /// <summary>Reloads the page, as a person would, until it shows what the worker is about to do.</summary>
    public static async Task ReloadUntilShownAsync(this IPage page, ILocator wanted)
    {
        using var patience = Patience.Begin();
        while (await wanted.CountAsync() == 0)
        {
            Assert.False(patience.IsCancellationRequested, $"{page.Url} never showed {wanted}.");
            await page.ReloadAsync();
        }
    }
}
