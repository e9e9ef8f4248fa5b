-- Sign-in, audit, operations.

-- Who is signed in to the dashboard. The id is the hash of a key that only the browser has.
CREATE TABLE staff_sessions (
    id           TEXT    NOT NULL PRIMARY KEY,
    user_id      TEXT    NOT NULL,
    ticket       BLOB    NOT NULL,
    signed_in_at INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX staff_sessions_by_expiry ON staff_sessions (expires_at);

-- The keys that seal cookies and forms, as the framework writes them.
CREATE TABLE protection_keys (
    id         TEXT    NOT NULL PRIMARY KEY,
    xml        TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Forms of the dashboard that have done what they do, so that none does it twice.
CREATE TABLE submissions (
    id           TEXT    NOT NULL PRIMARY KEY,
    submitted_at INTEGER NOT NULL,
    location     TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX submissions_by_age ON submissions (submitted_at);
