using Mobile.Features.Pipeline;

namespace Mobile.Admin.Tests.Support;

internal static class Inboxes
{
    /// <summary>The titles of what has arrived on an iPhone, as its app reads them; the latest first.</summary>
    public static async Task<IReadOnlyList<string>> InboxTitlesAsync(this App app, string device) =>
    [
        .. (await app.ReadAsync($"/api/{ApiVersions.Current}/devices/{device}/inbox")).GetProperty("items").EnumerateArray()
            .Select(message => message.GetProperty("payload").GetProperty("aps").GetProperty("alert").Text("title")),
    ];
}
