using System.Text.Json;

namespace Mobile.Client;

internal sealed record BatchRequest(IReadOnlyList<BatchItem> Requests);

internal sealed record BatchItem(string Id, string Method, string Url, IReadOnlyDictionary<string, string>? Headers = null, JsonElement? Body = null);

internal sealed record BatchReply(IReadOnlyList<BatchAnswer?> Responses);

/// <summary>The answer to each write of a round, in their order, and to its pull.</summary>
/// <param name="Page">What was pulled; null where the pull was refused.</param>
internal sealed record RoundAnswer(IReadOnlyList<BatchAnswer> Writes, BatchAnswer Pull, SyncPage? Page);

internal sealed record BatchAnswer(string Id, int Status, IReadOnlyDictionary<string, string>? Headers = null, JsonElement? Body = null)
{
    /// <summary>200, 201, 202 or 204: no write is answered by another success.</summary>
    public bool IsSuccess => Status is 200 or 201 or 202 or 204;

    /// <summary>A success, or a refusal: an endpoint answers with nothing else.</summary>
    public bool IsDocumented => IsSuccess || Status is >= 400 and < 600;

    public string? Header(string name) =>
        Headers?.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}

/// <summary>A page of the delta, with each collection that was asked for.</summary>
internal sealed record SyncPage(IReadOnlyDictionary<string, CollectionPage?> Collections, string SyncToken, bool More)
{
    /// <summary>Tells whether the page is one of these collections, each with documents that have an id.</summary>
    public bool IsWhole(IEnumerable<string> collections) =>
        SyncToken.Length > 0 && collections.All(Collections.ContainsKey) && Collections.Values.All(page => page is { IsWhole: true });
}

internal sealed record CollectionPage(IReadOnlyList<JsonElement> Items, IReadOnlyList<string?> Deleted)
{
    public bool IsWhole => Items.All(IsDocument) && Deleted.All(id => id is { Length: > 0 });

    private static bool IsDocument(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty("id", out var id)
        && id.ValueKind == JsonValueKind.String && id.GetString()!.Length > 0;
}
