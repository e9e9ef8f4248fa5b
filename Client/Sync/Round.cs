using System.Globalization;
using System.Text.Json;

namespace Mobile.Client;

/// <summary>One batch: writes from the head of the queue, and a page of the delta last, so that flush and pull are one round trip.</summary>
internal sealed record Round(IReadOnlyList<QueuedWrite> Writes, SyncState State)
{
    /// <summary>The id of the pull among the batch's items.</summary>
    public const string Pull = "pull";

    /// <summary>The server takes 50 items; one is the pull.</summary>
    private const int MaxWrites = 49;

    /// <summary>Half of the server's 1 MiB leaves room for everything around the bodies.</summary>
    private const int MaxBodies = 512 * 1024;

    /// <summary>Nothing is left after this round, unless the server says that there are more pages.</summary>
    public bool EmptiesQueue { get; private init; }

    public static Round Plan(LocalUnit unit)
    {
        var queued = unit.Writes.Queued(MaxWrites + 1);
        var writes = Head(queued).ToList();
        return new(writes, unit.State.Read()) { EmptiesQueue = writes.Count == queued.Count };
    }

    public BatchRequest ToRequest(IEnumerable<string> collections) => new([.. Writes.Select(ToItem), new(Pull, "GET", PullUrl(collections))]);

    /// <summary>Reads the answer to the round: one for each item, in their order.</summary>
    /// <returns>Null where it is none of those that the contract documents.</returns>
    public RoundAnswer? ReadAnswer(BatchReply reply, IEnumerable<string> collections)
    {
        var answers = reply.Responses.OfType<BatchAnswer>().ToList();
        if (!reply.Responses.Select(answer => answer?.Id).SequenceEqual([.. Writes.Select(IdOf), Pull], StringComparer.Ordinal)
            || !answers.All(answer => answer.IsDocumented))
        {
            return null;
        }

        var pull = answers[^1];
        var page = pull is { Status: 200, Body: { } body } ? ReadPage(body, collections) : null;
        return pull.IsSuccess && page is null ? null : new(answers[..^1], pull, page);
    }

    private static SyncPage? ReadPage(JsonElement body, IEnumerable<string> collections)
    {
        try
        {
            return body.Deserialize(WireJson.Default.SyncPage) is { } page && page.IsWhole(collections) ? page : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A later write to the same document waits for the version that the earlier one makes.</summary>
    private static IEnumerable<QueuedWrite> Head(List<QueuedWrite> queued)
    {
        var documents = new HashSet<(string, string)>();
        var bodies = 0;
        return queued.Take(MaxWrites).TakeWhile((write, index) =>
            documents.Add((write.Collection, write.DocumentId)) && ((bodies += write.Body?.Length ?? 0) <= MaxBodies || index == 0));
    }

    private static BatchItem ToItem(QueuedWrite write)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [IdempotencyKeyHandler.HeaderName] = write.Key,
            ["X-Queued-At"] = write.QueuedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        };
        if (write.Conditional && write.BaseVersion is { } version)
        {
            headers["If-Match"] = $"\"{version}\"";
        }

        if (write.Body is not null)
        {
            headers["Content-Type"] = write.Method == "PATCH" ? "application/merge-patch+json" : "application/json";
        }

        return new(IdOf(write), write.Method, write.Url, headers, write.Body is { } body ? JsonElement.Parse(body) : null);
    }

    public static string IdOf(QueuedWrite write) => write.Position.ToString(CultureInfo.InvariantCulture);

    private string PullUrl(IEnumerable<string> collections)
    {
        var url = "/sync?collections=" + Uri.EscapeDataString(string.Join(',', collections));
        return State.Token is { } token ? $"{url}&since={Uri.EscapeDataString(token)}" : url;
    }
}
