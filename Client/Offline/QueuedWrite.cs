using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace Mobile.Client;

/// <summary>A row of the queue: key, body and place are on disk before anything is sent.</summary>
internal sealed record QueuedWrite
{
    public const string Columns =
        "position, idempotency_key, collection, document_id, method, url, body, conditional, base_version, base, effect, effect_json, queued_at, problem";

    private const int MaxBody = 256 * 1024;

    public long Position { get; init; }

    public required string Key { get; init; }

    public required string Collection { get; init; }

    public required string DocumentId { get; init; }

    public required string Method { get; init; }

    public required string Url { get; init; }

    public string? Body { get; init; }

    public bool Conditional { get; init; }

    public long? BaseVersion { get; init; }

    public string? Base { get; init; }

    public required Effect Effect { get; init; }

    public DateTimeOffset QueuedAt { get; init; }

    public Problem? Problem { get; init; }

    public static QueuedWrite From(Write write, TimeProvider clock) => new()
    {
        Key = clock.NewId(),
        Collection = write.Collection,
        DocumentId = write.DocumentId,
        Method = write.Method.Method,
        Url = write.Url,
        Body = write.Body is null ? null : TextOf(write.Body),
        Conditional = write.Conditional,
        Effect = write.Effect,
        QueuedAt = clock.GetUtcNow(),
    };

    public static QueuedWrite Read(SqliteDataReader row) => new()
    {
        Position = row.GetInt64(0),
        Key = row.GetString(1),
        Collection = row.GetString(2),
        DocumentId = row.GetString(3),
        Method = row.GetString(4),
        Url = row.GetString(5),
        Body = row.Text(6),
        Conditional = row.GetBoolean(7),
        BaseVersion = row.Number(8),
        Base = row.Text(9),
        Effect = Effect.Read(row.GetString(10), row.Text(11)),
        QueuedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(12)),
        Problem = row.Text(13) is { } problem ? JsonSerializer.Deserialize(problem, ClientJson.Default.Problem) : null,
    };

    /// <exception cref="ArgumentException">The server would never take it, nor a batch with it.</exception>
    public static string TextOf(JsonObject body)
    {
        var text = body.ToJsonString();
        return text.Length <= MaxBody ? text : throw new ArgumentException("A body has at most 256 KiB.", nameof(body));
    }

    public JsonObject? ReadBody() => Body is null ? null : JsonNode.Parse(Body)!.AsObject();

    public PendingWrite ToPending() => new(Position, Collection, DocumentId, Method, Url, QueuedAt);

    public RefusedWrite ToRefused() => new(Position, Collection, DocumentId, Method, Url, ReadBody(), QueuedAt, Problem!);
}
