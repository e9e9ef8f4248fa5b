using System.Text.Json;

namespace Mobile.Client;

internal sealed record BatchRequest(IReadOnlyList<BatchItem> Requests);

internal sealed record BatchItem(string Id, string Method, string Url, IReadOnlyDictionary<string, string>? Headers = null, JsonElement? Body = null);

internal sealed record BatchReply(IReadOnlyList<BatchAnswer> Responses);

internal sealed record BatchAnswer(string Id, int Status, IReadOnlyDictionary<string, string>? Headers, JsonElement? Body)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    public string? Header(string name) =>
        Headers?.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}

internal sealed record SyncPage(IReadOnlyDictionary<string, CollectionPage> Collections, string SyncToken, bool More);

internal sealed record CollectionPage(IReadOnlyList<JsonElement> Items, IReadOnlyList<string> Deleted);
