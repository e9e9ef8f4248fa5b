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

-- Forms that were sent, and where they led.
CREATE TABLE submissions (
    user_id    TEXT    NOT NULL,
    form_id    TEXT    NOT NULL,
    led_to     TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, form_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX submissions_by_age ON submissions (created_at);

-- The audit log by what staff filter it by, newest first. Each has what else may be filtered by, so that a page is found in it alone.
CREATE INDEX audit_log_newest ON audit_log (occurred_at, id);
CREATE INDEX audit_log_by_actor ON audit_log (actor, occurred_at, id, action, subject);
CREATE INDEX audit_log_by_action ON audit_log (action, occurred_at, id, actor, subject);
CREATE INDEX audit_log_by_subject ON audit_log (subject, occurred_at, id, actor, action);

-- The campaigns of a state, newest first.
CREATE INDEX campaigns_of_state ON campaigns (state, created_at DESC, id DESC);
