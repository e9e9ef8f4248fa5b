using System.Net;
using System.Text.Json;

namespace Mobile.Client;

/// <summary>Why the server refused, as <c>application/problem+json</c> (RFC 9457).</summary>
public sealed record Problem
{
    /// <summary>Kebab-case and stable: switch on this. Empty where somebody in between refused.</summary>
    public string Code
    {
        get;

        // A generated reader sets what is missing to null.
        init => field = value ?? "";
    } = "";

    /// <summary>The HTTP status.</summary>
    public int Status { get; init; }

    /// <summary>What is wrong, in a few words.</summary>
    public string? Title { get; init; }

    /// <summary>What to do.</summary>
    public string? Detail { get; init; }

    /// <summary>Names the request when you report the problem.</summary>
    public string? TraceId { get; init; }

    /// <summary>Whether the same request, with the same idempotency key, may succeed later.</summary>
    public bool Retryable { get; init; }

    /// <summary>Messages by the JSON path of the member they concern.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>With 412: the server's whole state of the document.</summary>
    public JsonElement? Current { get; init; }

    /// <summary>With 412: the version of <see cref="Current"/>.</summary>
    public long? CurrentVersion { get; init; }

    /// <summary>With 412: members of the write that someone else has changed to another value.</summary>
    public IReadOnlyList<string>? ConflictingFields { get; init; }

    /// <summary>With 426: the oldest version of the app that the server still serves.</summary>
    public string? MinimumVersion { get; init; }

    /// <summary>With 426: the app's update page in its store.</summary>
    public string? StoreUrl { get; init; }

    /// <summary>The code that says, of a request or a session, that there is no account any more.</summary>
    internal const string AccountDeleted = "account-deleted";

    /// <summary>Whether no request of this app, or of this account, is served any more.</summary>
    internal bool StopsTheApp => Status == (int)HttpStatusCode.UpgradeRequired
        || (Status == (int)HttpStatusCode.Gone && (Code == AccountDeleted || Code.StartsWith("api-version-", StringComparison.Ordinal)));

    internal bool SaysAccountDeleted => Status == (int)HttpStatusCode.Gone && Code == AccountDeleted;

    /// <summary>Reads the problem of an answer; an answer of someone in between (a proxy) becomes a problem of its status alone.</summary>
    internal static Problem From(int status, JsonElement? body)
    {
        try
        {
            return (body?.Deserialize(ClientJson.Default.Problem) ?? new()) with { Status = status };
        }
        catch (JsonException)
        {
            return new() { Status = status };
        }
    }

    internal static Problem From(HttpStatusCode status, ReadOnlySpan<byte> body)
    {
        try
        {
            return (JsonSerializer.Deserialize(body, ClientJson.Default.Problem) ?? new()) with { Status = (int)status };
        }
        catch (JsonException)
        {
            return new() { Status = (int)status };
        }
    }
}
