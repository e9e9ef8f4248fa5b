-- Privacy: the deletion of accounts.

-- A user who has gone: nothing in the row says who it was.
ALTER TABLE users ADD COLUMN deleted_at INTEGER;

-- No number is taken from a closed feed, so that nothing of its owner is written any more.
ALTER TABLE feeds ADD COLUMN closed_at INTEGER;

-- Accounts that were deleted, and whose traces the role worker erases once due_at is past. Completed ones stay, to prove it.
CREATE TABLE erasures (
    user_id      TEXT    NOT NULL PRIMARY KEY,
    requested_at INTEGER NOT NULL,
    due_at       INTEGER NOT NULL,
    completed_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX erasures_due ON erasures (due_at) WHERE completed_at IS NULL;

-- Devices that another user has by now: they lead to what was sent to the one before.
CREATE TABLE former_devices (
    user_id   TEXT    NOT NULL,
    device_id TEXT    NOT NULL,
    left_at   INTEGER NOT NULL,
    PRIMARY KEY (user_id, device_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX former_devices_by_age ON former_devices (left_at);

-- Telemetry.

-- The trace (W3C traceparent) in which an event happened, and in which a push was written; null where nobody traced it.
ALTER TABLE outbox ADD COLUMN trace_parent TEXT;
ALTER TABLE pushes ADD COLUMN trace_parent TEXT;
