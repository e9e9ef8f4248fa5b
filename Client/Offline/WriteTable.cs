using System.Text.Json;

namespace Mobile.Client;

/// <summary>
/// The writes of this device, in their order. Queued ones wait for the server. Acknowledged ones stand in for what the server has made
/// of them, until a pull that started later has brought it. Dead ones wait for the user.
/// </summary>
internal sealed class WriteTable(LocalUnit unit)
{
    private static readonly Problem DependencyFailed = new()
    {
        Code = "dependency-failed",
        Status = 424,
        Title = "An earlier write failed",
        Detail = "The document that this write changes was never made. Repair and replay that write first.",
    };

    /// <summary>Puts a write at the end of the queue and shows its effect.</summary>
    public long Enqueue(QueuedWrite write)
    {
        var (baseVersion, baseText) = Below(write.Collection, write.DocumentId);
        var position = unit.Query(
            """
            INSERT INTO writes (idempotency_key, collection, document_id, method, url, body, conditional, base_version, base, effect, effect_json, state, queued_at)
            VALUES (@key, @collection, @id, @method, @url, @body, @conditional, @version, @base, @effect, @json, 'queued', @at)
            RETURNING position
            """,
            row => row.GetInt64(0),
            ("@key", write.Key),
            ("@collection", write.Collection),
            ("@id", write.DocumentId),
            ("@method", write.Method),
            ("@url", write.Url),
            ("@body", write.Body),
            ("@conditional", write.Conditional),
            ("@version", baseVersion),
            ("@base", baseText),
            ("@effect", write.Effect.Kind.ToString()),
            ("@json", write.Effect.Json),
            ("@at", write.QueuedAt.ToUnixTimeMilliseconds())).Single();
        unit.Documents.Recompute(write.Collection, write.DocumentId);
        return position;
    }

    public List<QueuedWrite> Queued(int limit) => unit.Query(
        $"SELECT {QueuedWrite.Columns} FROM writes WHERE state = 'queued' ORDER BY position LIMIT @limit", QueuedWrite.Read, ("@limit", limit));

    public List<QueuedWrite> Dead() => unit.Query(
        $"SELECT {QueuedWrite.Columns} FROM writes WHERE state = 'dead' ORDER BY position", QueuedWrite.Read);

    public QueuedWrite? FindDead(long position) => unit.Query(
        $"SELECT {QueuedWrite.Columns} FROM writes WHERE state = 'dead' AND position = @position", QueuedWrite.Read, ("@position", position)).SingleOrDefault();

    public (int Queued, int Dead) Count() => unit.Query(
        "SELECT COUNT(*) FILTER (WHERE state = 'queued'), COUNT(*) FILTER (WHERE state = 'dead') FROM writes",
        row => (row.GetInt32(0), row.GetInt32(1))).Single();

    /// <summary>What lies over a document's base, in order, and whether any of it is still to be sent.</summary>
    public (IReadOnlyList<Effect> Effects, bool Pending) EffectsOn(string collection, string id)
    {
        var writes = unit.Query(
            """
            SELECT effect, effect_json, state = 'queued' FROM writes
            WHERE collection = @collection AND document_id = @id AND state IN ('queued', 'acknowledged')
            ORDER BY position
            """,
            row => (Effect: Effect.Read(row.GetString(0), row.Text(1)), Queued: row.GetBoolean(2)),
            ("@collection", collection),
            ("@id", id));
        return ([.. writes.Select(write => write.Effect)], writes.Exists(write => write.Queued));
    }

    /// <summary>The server has done it. The next write of the document was made on top of the result.</summary>
    /// <param name="pull">The first pull that starts after the answer.</param>
    public void Acknowledge(QueuedWrite write, string? document, long? version, long pull)
    {
        var effect = write.Effect.Answered(document);
        unit.Execute(
            """
            UPDATE writes SET state = 'acknowledged', acknowledged_in = @pull, version = @version, effect = @effect, effect_json = @json
            WHERE position = @position
            """,
            ("@position", write.Position),
            ("@pull", pull),
            ("@version", version),
            ("@effect", effect.Kind.ToString()),
            ("@json", effect.Json));
        HandOn(write, version ?? write.BaseVersion, version is null ? write.Base : document);
        unit.Documents.Recompute(write.Collection, write.DocumentId);
    }

    /// <summary>The server refuses it for good: its effect is taken back, and what cannot be without it goes the same way.</summary>
    /// <returns>All writes that died.</returns>
    public IReadOnlyList<QueuedWrite> Bury(QueuedWrite write, Problem problem)
    {
        var dead = new List<QueuedWrite> { write with { Problem = problem } };
        if (write is { Effect.Kind: EffectKind.Replace, Base: null })
        {
            dead.AddRange(QueuedAfter(write).Select(later => later with { Problem = DependencyFailed }));
        }

        foreach (var letter in dead)
        {
            unit.Execute(
                "UPDATE writes SET state = 'dead', problem = @problem WHERE position = @position",
                ("@position", letter.Position),
                ("@problem", JsonSerializer.Serialize(letter.Problem!, ClientJson.Default.Problem)));
        }

        HandOn(write, write.BaseVersion, write.Base);
        unit.Documents.Recompute(write.Collection, write.DocumentId);
        return dead;
    }

    /// <summary>The server failed over the write.</summary>
    /// <returns>How often it has by now.</returns>
    public int CountFailure(QueuedWrite write) => unit.Query(
        "UPDATE writes SET failures = failures + 1 WHERE position = @position RETURNING failures", row => row.GetInt32(0), ("@position", write.Position)).Single();

    public void Forget(QueuedWrite write) => unit.Execute("DELETE FROM writes WHERE position = @position", ("@position", write.Position));

    /// <summary>Takes a queued write back.</summary>
    public void Drop(QueuedWrite write)
    {
        Forget(write);
        HandOn(write, write.BaseVersion, write.Base);
        unit.Documents.Recompute(write.Collection, write.DocumentId);
    }

    /// <summary>The same place in the queue, for another version, under another key: the old one is spent on a refusal.</summary>
    public void Rebase(QueuedWrite write)
    {
        unit.Execute(
            """
            UPDATE writes SET idempotency_key = @key, base_version = @version, base = @base, body = @body, effect = @effect, effect_json = @json
            WHERE position = @position
            """,
            ("@position", write.Position),
            ("@key", write.Key),
            ("@version", write.BaseVersion),
            ("@base", write.Base),
            ("@body", write.Body),
            ("@effect", write.Effect.Kind.ToString()),
            ("@json", write.Effect.Json));
        unit.Documents.Recompute(write.Collection, write.DocumentId);
    }

    public void Repair(long position, string? body, Effect effect) => unit.Execute(
        "UPDATE writes SET body = @body, effect = @effect, effect_json = @json WHERE position = @position",
        ("@position", position),
        ("@body", body),
        ("@effect", effect.Kind.ToString()),
        ("@json", effect.Json));

    /// <summary>A pull has completed: the base now says what these writes stood in for.</summary>
    public void DropAcknowledged(long pull)
    {
        var documents = unit.Query(
            "DELETE FROM writes WHERE state = 'acknowledged' AND acknowledged_in <= @pull RETURNING collection, document_id",
            row => (Collection: row.GetString(0), Id: row.GetString(1)),
            ("@pull", pull));
        foreach (var (collection, id) in documents.Distinct())
        {
            unit.Documents.Recompute(collection, id);
        }
    }

    public void Clear() => unit.Execute("DELETE FROM writes");

    /// <summary>
    /// What a new write is made on top of: the server's answer to the last write, else what the delta brought; nothing yet while another
    /// write is queued, whose fate decides it.
    /// </summary>
    private (long? Version, string? Base) Below(string collection, string id)
    {
        var last = unit.Query(
            """
            SELECT state = 'queued', version, effect_json FROM writes
            WHERE collection = @collection AND document_id = @id AND (state = 'queued' OR (state = 'acknowledged' AND version IS NOT NULL))
            ORDER BY position DESC LIMIT 1
            """,
            row => (Queued: row.GetBoolean(0), Version: row.Number(1), Document: row.Text(2)),
            ("@collection", collection),
            ("@id", id));
        if (last is [var write])
        {
            return write.Queued ? (null, null) : (write.Version, write.Document);
        }

        var (text, version) = unit.Documents.FindBase(collection, id);
        return (version, text);
    }

    private List<QueuedWrite> QueuedAfter(QueuedWrite write) => unit.Query(
        $"""
        SELECT {QueuedWrite.Columns} FROM writes
        WHERE collection = @collection AND document_id = @id AND state = 'queued' AND position > @position
        ORDER BY position
        """,
        QueuedWrite.Read,
        ("@collection", write.Collection),
        ("@id", write.DocumentId),
        ("@position", write.Position));

    /// <summary>The next queued write of the document stands where this one stood, or on what this one made.</summary>
    private void HandOn(QueuedWrite write, long? version, string? document)
    {
        if (QueuedAfter(write).FirstOrDefault() is { } next)
        {
            unit.Execute(
                "UPDATE writes SET base_version = @version, base = @base WHERE position = @position",
                ("@position", next.Position),
                ("@version", version),
                ("@base", document));
        }
    }
}
