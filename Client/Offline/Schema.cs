namespace Mobile.Client;

/// <summary>The tables of the file. Each step raises <c>user_version</c> by one; a published step is never edited.</summary>
internal static class Schema
{
    public static readonly IReadOnlyList<string> Steps =
    [
        """
        -- base: what the server said in sync, touched by nothing else. view: base with the writes of this device applied, which the app reads.
        CREATE TABLE documents (
            collection TEXT NOT NULL,
            id         TEXT NOT NULL,
            base       TEXT,
            version    INTEGER,
            view       TEXT,
            pending    INTEGER NOT NULL DEFAULT 0,
            generation INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (collection, id)
        ) WITHOUT ROWID;

        -- base_version, base: what the write was made on top of; NULL while an earlier write of the document decides it.
        -- failures: how often the server failed over it, as opposed to being away or busy.
        -- state: queued, acknowledged (until a pull that started later has completed) or dead.
        CREATE TABLE writes (
            position        INTEGER PRIMARY KEY AUTOINCREMENT,
            idempotency_key TEXT    NOT NULL UNIQUE,
            collection      TEXT    NOT NULL,
            document_id     TEXT    NOT NULL,
            method          TEXT    NOT NULL,
            url             TEXT    NOT NULL,
            body            TEXT,
            conditional     INTEGER NOT NULL,
            base_version    INTEGER,
            base            TEXT,
            effect          TEXT    NOT NULL,
            effect_json     TEXT,
            state           TEXT    NOT NULL,
            queued_at       INTEGER NOT NULL,
            acknowledged_in INTEGER,
            version         INTEGER,
            failures        INTEGER NOT NULL DEFAULT 0,
            problem         TEXT
        );

        CREATE INDEX writes_by_document ON writes (collection, document_id, position);
        CREATE INDEX writes_by_state ON writes (state, position);

        CREATE TABLE sync_state (
            owner      TEXT,
            token      TEXT,
            pull       INTEGER NOT NULL,
            pulling    INTEGER NOT NULL,
            generation INTEGER NOT NULL,
            rebuilding INTEGER NOT NULL
        );

        INSERT INTO sync_state VALUES (NULL, NULL, 1, 0, 0, 0);
        """,
        """
        CREATE TABLE app_config (
            body       TEXT    NOT NULL,
            etag       TEXT,
            app        TEXT    NOT NULL,
            fetched_at INTEGER NOT NULL
        );
        """,
    ];
}
