-- Sign-in, audit, operations.

-- Who is signed in to the dashboard. The id is the hash of a key that only the browser has.
CREATE TABLE staff_sessions (
    id           nvarchar(64)   COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
    user_id      nvarchar(32)   COLLATE Latin1_General_BIN2 NOT NULL,
    ticket       varbinary(max) NOT NULL,
    signed_in_at bigint         NOT NULL,
    expires_at   bigint         NOT NULL
);

CREATE INDEX staff_sessions_by_expiry ON staff_sessions (expires_at);

-- The keys that seal cookies and forms, as the framework writes them.
CREATE TABLE protection_keys (
    id         nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
    xml        nvarchar(max) NOT NULL,
    created_at bigint        NOT NULL
);

-- Forms that were sent, and where they led.
CREATE TABLE submissions (
    user_id    nvarchar(32)   COLLATE Latin1_General_BIN2 NOT NULL,
    form_id    nvarchar(32)   COLLATE Latin1_General_BIN2 NOT NULL,
    led_to     nvarchar(2000) NOT NULL,
    created_at bigint         NOT NULL,
    PRIMARY KEY (user_id, form_id)
);

CREATE INDEX submissions_by_age ON submissions (created_at);

-- The audit log's texts are looked up by their start, and its actors among the users.
ALTER TABLE audit_log ALTER COLUMN actor nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL;
ALTER TABLE audit_log ALTER COLUMN action nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL;
ALTER TABLE audit_log ALTER COLUMN subject nvarchar(200) COLLATE Latin1_General_BIN2 NOT NULL;

-- The audit log by what staff filter it by, newest first. Each has what else may be filtered by, so that a page is found in it alone.
CREATE INDEX audit_log_newest ON audit_log (occurred_at, id);
CREATE INDEX audit_log_by_actor ON audit_log (actor, occurred_at, id, action, subject);
CREATE INDEX audit_log_by_action ON audit_log (action, occurred_at, id, actor, subject);
CREATE INDEX audit_log_by_subject ON audit_log (subject, occurred_at, id, actor, action);

-- The campaigns of a state, newest first.
CREATE INDEX campaigns_of_state ON campaigns (state, created_at DESC, id DESC);
