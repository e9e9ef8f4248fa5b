-- Devices and orders for staff.

-- By which staff find users: lower-case as far as letters are ASCII. Computed, so that nobody who writes a name has to think of it.
ALTER TABLE users ADD COLUMN name_folded TEXT GENERATED ALWAYS AS (lower(name)) VIRTUAL;
ALTER TABLE users ADD COLUMN email_folded TEXT GENERATED ALWAYS AS (lower(email)) VIRTUAL;
CREATE INDEX users_by_name ON users (name_folded);
CREATE INDEX users_by_email ON users (email_folded);

-- What staff filter devices by, beside the time by which they are listed: looking for one of a million reads this and no row. The column of its
-- own condition is there for the same reason. They take the place of two indexes of the time alone, so that no write changes more of them.
DROP INDEX devices_by_last_seen;
DROP INDEX devices_unregistered;
CREATE INDEX devices_by_last_seen ON devices (last_seen_at, id, platform, app_version, model, unregistered_at) WHERE unregistered_at IS NULL;
CREATE INDEX devices_unregistered ON devices (unregistered_at, id, platform, app_version, model) WHERE unregistered_at IS NOT NULL;

-- How many were registered on each of the last days.
CREATE INDEX devices_by_registration ON devices (registered_at);

-- How many devices there are, as the role worker counted them last. Until due_at nobody counts again.
CREATE TABLE device_counts (
    id         INTEGER NOT NULL PRIMARY KEY,
    due_at     INTEGER NOT NULL,
    counted_at INTEGER,
    counts     TEXT
) STRICT;

INSERT INTO device_counts (id, due_at) VALUES (1, 0);

-- Each version of an order: who made it, through which version of the API, and what it changed. Goes with its order.
CREATE TABLE order_history (
    order_id   TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    action     TEXT    NOT NULL,
    actor      TEXT    NOT NULL,
    via        TEXT    NOT NULL,
    detail     TEXT,
    PRIMARY KEY (order_id, version)
) STRICT, WITHOUT ROWID;

-- The newest orders of all users: one range for each status.
CREATE INDEX orders_by_status ON orders (status, placed_at, id);
