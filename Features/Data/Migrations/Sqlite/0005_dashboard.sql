-- Forms of the dashboard that have done what they do, so that none does it twice.
CREATE TABLE submissions (
    id           TEXT    NOT NULL PRIMARY KEY,
    submitted_at INTEGER NOT NULL,
    location     TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX submissions_by_age ON submissions (submitted_at);
