using Microsoft.Playwright;
using Mobile.Admin.Tests.Support;

namespace Mobile.Admin.Tests;

/// <summary>What holds of each page, whatever is on it.</summary>
public sealed class EveryPageTests(FilledDashboard dashboard) : IClassFixture<FilledDashboard>
{
    [AxeTheory]
    [MemberData(nameof(Pages.Theory), MemberType = typeof(Pages))]
    public async Task A_page_has_no_serious_barrier_in_light_dark_or_on_a_phone(string path)
    {
        foreach (var (name, options) in (IEnumerable<(string, BrowserNewContextOptions?)>)[("light", null), ("dark", Pages.Dark), ("phone", Pages.Phone)])
        {
            await using var visit = await dashboard.OpenAsync("sam", dashboard.Fill(path), options);
            await OpenDisclosuresAsync(visit.Page);

            var violations = await Axe.FindViolationsAsync(visit.Page);

            Assert.True(violations.Count == 0, $"{path} ({name}):\n{string.Join('\n', violations)}");
        }
    }

    [BrowserTheory]
    [MemberData(nameof(Pages.Theory), MemberType = typeof(Pages))]
    public async Task A_page_fits_a_phone_without_scrolling_sideways(string path)
    {
        await using var visit = await dashboard.OpenAsync("sam", dashboard.Fill(path), Pages.Phone);
        await OpenDisclosuresAsync(visit.Page);

        Assert.True(await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390, await visit.Page.EvaluateAsync<string>(
            "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 391 && !e.closest('.table, .picture, nav')).slice(0, 5).map(e => e.outerHTML.slice(0, 160)).join('\\n')"));
    }

    [BrowserTheory]
    [MemberData(nameof(Pages.Theory), MemberType = typeof(Pages))]
    public async Task Everything_on_a_page_is_reached_by_the_tab_key_and_shows_it(string path)
    {
        await using var visit = await dashboard.OpenAsync("sam", dashboard.Fill(path));
        await OpenDisclosuresAsync(visit.Page);
        var expected = await visit.Page.EvaluateAsync<int>("""
            [...document.querySelectorAll('a[href], button:not([disabled]), input:not([type=hidden]):not([disabled]), select, textarea, summary')].filter(e => {
                e.dataset.expected = 'yes';
                return e.checkVisibility({ visibilityProperty: true });
            }).length
            """);

        var reached = 0;
        var hidden = new List<string>();
        await visit.Page.EvaluateAsync("document.activeElement?.blur()");
        for (var i = 0; i < expected * 3 + 50; i++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            var state = await visit.Page.EvaluateAsync<string>("""
                (() => {
                    const e = document.activeElement;
                    if (!e || e === document.body) return 'end';
                    const style = getComputedStyle(e), shown = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none';
                    const first = e.dataset.expected === 'yes';
                    delete e.dataset.expected;
                    return (first ? 'new ' : 'old ') + (shown ? '' : e.outerHTML.slice(0, 120));
                })()
                """);
            if (state == "end")
            {
                break;
            }

            reached += state.StartsWith("new", StringComparison.Ordinal) ? 1 : 0;
            if (state.Length > 4)
            {
                hidden.Add(state[4..]);
            }
        }

        Assert.Empty(hidden);
        Assert.Equal(expected, reached);
    }

    [BrowserFact]
    public async Task A_page_says_the_times_of_the_viewers_zone_and_utc_on_hover()
    {
        await using var visit = await dashboard.OpenAsync("sam", "/admin", new() { TimezoneId = "America/St_Johns" });

        await visit.Page.GetByText("Sam Okafor").ClickAsync();

        await Assertions.Expect(visit.Page.GetByText("Times in America/St_Johns")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task The_theme_that_somebody_chooses_stays_also_without_scripts()
    {
        await using var visit = await dashboard.OpenAsync("sam", "/admin/versions", Pages.WithoutScripts);

        await visit.Page.GetByText("Sam Okafor").ClickAsync();
        await visit.Button("Dark").ClickAsync();

        Assert.EndsWith("/admin/versions", visit.Page.Url, StringComparison.Ordinal);
        await Assertions.Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }

    private static async Task OpenDisclosuresAsync(IPage page) => await page.EvaluateAsync("document.querySelectorAll('details').forEach(details => details.open = true)");
}
