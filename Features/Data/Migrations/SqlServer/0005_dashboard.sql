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

-- Forms of the dashboard that have done what they do, so that none does it twice.
CREATE TABLE submissions (
    id           nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
    submitted_at bigint NOT NULL,
    location     nvarchar(400)
);

CREATE INDEX submissions_by_age ON submissions (submitted_at);
