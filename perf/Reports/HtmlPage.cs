namespace Mobile.Perf.Reports;

/// <summary>What every page of a report has: one file without scripts, in light and dark, for a screen or a phone.</summary>
internal static class HtmlPage
{
    /// <param name="intro">Below the heading, and <paramref name="main"/> below that; both are HTML.</param>
    public static string Write(string title, DateTimeOffset startedAt, string intro, string main) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{title}, {Time(startedAt)}</title>
        <style>{HtmlStyle.Css}</style>
        </head>
        <body>
        <header>
        <h1>{title}</h1>
        <p>{intro}</p>
        </header>
        <main>
        {main}
        </main>
        </body>
        </html>
        """;

    public static string Time(DateTimeOffset at) => $"{at:yyyy-MM-dd HH:mm} UTC";
}
