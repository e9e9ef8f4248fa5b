-- Privacy: the deletion of accounts.

-- A user who has gone: nothing in the row says who it was.
ALTER TABLE users ADD deleted_at bigint;

-- No number is taken from a closed feed, so that nothing of its owner is written any more.
ALTER TABLE feeds ADD closed_at bigint;

-- Accounts that were deleted, and whose traces the role worker erases once due_at is past. Completed ones stay, to prove it.
CREATE TABLE erasures (
    user_id      nvarchar(32) COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
    requested_at bigint       NOT NULL,
    due_at       bigint       NOT NULL,
    completed_at bigint
);

CREATE INDEX erasures_due ON erasures (due_at) WHERE completed_at IS NULL;

-- Devices that another user has by now: they lead to what was sent to the one before.
CREATE TABLE former_devices (
    user_id   nvarchar(32) COLLATE Latin1_General_BIN2 NOT NULL,
    device_id nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    left_at   bigint       NOT NULL,
    PRIMARY KEY (user_id, device_id)
);

CREATE INDEX former_devices_by_age ON former_devices (left_at);

-- Telemetry.

-- The trace (W3C traceparent) in which an event happened, and in which a push was written; null where nobody traced it.
ALTER TABLE outbox ADD trace_parent nvarchar(60);
ALTER TABLE pushes ADD trace_parent nvarchar(60);
