using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Mobile.Admin.Tests.Support;

namespace Mobile.Admin.Tests;

/// <summary>Takes a picture of each page, for whoever wants to look at all of them: on a desktop and on a phone, light.</summary>
public sealed partial class Screenshots(FilledDashboard dashboard) : IClassFixture<FilledDashboard>
{
    private const string Variable = "MOBILE_SCREENSHOTS";

    private static readonly string? Folder = Environment.GetEnvironmentVariable(Variable);

    [PicturesFact]
    public async Task Every_page_is_taken_on_a_desktop_and_on_a_phone()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Tree.Root, Folder!));
        foreach (var (name, options) in (IEnumerable<(string, BrowserNewContextOptions)>)[
            ("desktop", new() { ViewportSize = new() { Width = 1280, Height = 800 } }), ("phone", Pages.Phone)])
        {
            await using var sam = await dashboard.OpenAsync("sam", options: options);
            foreach (var page in Pages.All)
            {
                await sam.GoAsync(dashboard.Fill(page));
                await sam.Page.ScreenshotAsync(new() { Path = Path.Combine(folder.FullName, $"{Name(page)}-{name}.png"), FullPage = true });
            }
        }
    }

    private static string Name(string page) => Unfit().Replace(page, "-").Trim('-');

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Unfit();

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class PicturesFactAttribute : FactAttribute
    {
        public PicturesFactAttribute() =>
            Skip = BrowserFactAttribute.Missing ?? (Folder is null ? $"Set {Variable} to a folder, such as docs/screenshots, to take the pictures." : null);
    }
}
