-- Forms of the dashboard that have done what they do, so that none does it twice.
CREATE TABLE submissions (
    id           nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
    submitted_at bigint NOT NULL,
    location     nvarchar(400)
);

CREATE INDEX submissions_by_age ON submissions (submitted_at);
