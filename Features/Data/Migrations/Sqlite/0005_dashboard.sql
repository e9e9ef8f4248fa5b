-- Devices and orders for staff.

-- By which staff find users: lower-case as far as letters are ASCII. Computed, so that nobody who writes a name has to think of it.
ALTER TABLE users ADD COLUMN name_folded TEXT GENERATED ALWAYS AS (lower(name)) VIRTUAL;
ALTER TABLE users ADD COLUMN email_folded TEXT GENERATED ALWAYS AS (lower(email)) VIRTUAL;
CREATE INDEX users_by_name ON users (name_folded);
CREATE INDEX users_by_email ON users (email_folded);

-- All that staff search devices by, so that looking for few of a million reads this and no row. Without the time at which a device was seen,
-- lest they change with each start of an app.
ALTER TABLE devices ADD COLUMN model_folded TEXT GENERATED ALWAYS AS (lower(model)) VIRTUAL;
CREATE INDEX devices_by_app ON devices (app_version, platform, unregistered_at, model_folded);
CREATE INDEX devices_by_model ON devices (model_folded, app_version, platform, unregistered_at);

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
