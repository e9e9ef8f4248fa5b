using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mobile.Client;

/// <summary>
/// The replica. <c>base</c> is fed by the delta alone, so it is what the server held at the sync token; <c>view</c> is computed from it and the
/// writes of this device. To take a write back is to leave it out of the next computation.
/// </summary>
internal sealed class DocumentTable(LocalUnit unit)
{
    public StoredDocument? Find(string collection, string id) => unit.Query(
        "SELECT id, view, pending FROM documents WHERE collection = @collection AND id = @id AND view IS NOT NULL",
        row => new StoredDocument(row.GetString(0), row.GetString(1), row.GetBoolean(2)),
        ("@collection", collection),
        ("@id", id)).SingleOrDefault();

    public List<StoredDocument> List(string collection) => unit.Query(
        "SELECT id, view, pending FROM documents WHERE collection = @collection AND view IS NOT NULL ORDER BY id DESC",
        row => new StoredDocument(row.GetString(0), row.GetString(1), row.GetBoolean(2)),
        ("@collection", collection));

    /// <summary>The server's own state of a document, and its version.</summary>
    public (string? Base, long? Version) FindBase(string collection, string id) => unit.Query(
        "SELECT base, version FROM documents WHERE collection = @collection AND id = @id",
        row => (row.Text(0), row.Number(1)),
        ("@collection", collection),
        ("@id", id)).SingleOrDefault();

    public void SetBase(string collection, JsonElement document, long generation)
    {
        var id = document.GetProperty("id").GetString()!;
        unit.Execute(
            """
            INSERT INTO documents (collection, id, base, version, generation) VALUES (@collection, @id, @base, @version, @generation)
            ON CONFLICT DO UPDATE SET base = excluded.base, version = excluded.version, generation = excluded.generation
            """,
            ("@collection", collection),
            ("@id", id),
            ("@base", document.GetRawText()),
            ("@version", VersionOf(document)),
            ("@generation", generation));
        Recompute(collection, id);
    }

    public void DropBase(string collection, string id)
    {
        unit.Execute(
            "UPDATE documents SET base = NULL, version = NULL WHERE collection = @collection AND id = @id", ("@collection", collection), ("@id", id));
        Recompute(collection, id);
    }

    /// <summary>Drops what a rebuild has not delivered.</summary>
    public int DropOlderThan(long generation)
    {
        var gone = unit.Query(
            "SELECT collection, id FROM documents WHERE generation < @generation AND base IS NOT NULL",
            row => (Collection: row.GetString(0), Id: row.GetString(1)),
            ("@generation", generation));
        foreach (var (collection, id) in gone)
        {
            DropBase(collection, id);
        }

        return gone.Count;
    }

    /// <summary>Makes the view anew, and notes a change only if the app would see one.</summary>
    public void Recompute(string collection, string id)
    {
        var (text, _) = FindBase(collection, id);
        var (effects, pending) = unit.Writes.EffectsOn(collection, id);
        var view = effects.Count == 0
            ? text
            : effects.Aggregate(text is null ? null : JsonNode.Parse(text), (document, effect) => effect.ApplyTo(document))?.ToJsonString();

        var before = Find(collection, id);
        unit.Execute(
            """
            INSERT INTO documents (collection, id, view, pending) VALUES (@collection, @id, @view, @pending)
            ON CONFLICT DO UPDATE SET view = excluded.view, pending = excluded.pending
            """,
            ("@collection", collection),
            ("@id", id),
            ("@view", view),
            ("@pending", pending));
        unit.Execute(
            "DELETE FROM documents WHERE collection = @collection AND id = @id AND base IS NULL AND view IS NULL", ("@collection", collection), ("@id", id));
        if (before?.View != view || (view is not null && before!.Pending != pending))
        {
            unit.Changed(collection, id);
        }
    }

    public void Clear()
    {
        foreach (var (collection, id) in unit.Query("SELECT collection, id FROM documents", row => (row.GetString(0), row.GetString(1))))
        {
            unit.Changed(collection, id);
        }

        unit.Execute("DELETE FROM documents");
    }

    /// <summary>Reads the version of a document; null for what is none.</summary>
    public static long? VersionOf(JsonElement document) =>
        document.ValueKind == JsonValueKind.Object && document.TryGetProperty("version", out var version)
        && version.ValueKind == JsonValueKind.Number && version.TryGetInt64(out var number) ? number : null;
}

/// <summary>A document as the app reads it.</summary>
internal sealed record StoredDocument(string Id, string View, bool Pending);
