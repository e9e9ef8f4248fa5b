-- Devices and orders for staff.

-- By which staff find users: lower-case. Computed, so that nobody who writes a name has to think of it.
ALTER TABLE users ADD name_folded AS LOWER(name) COLLATE Latin1_General_BIN2;
ALTER TABLE users ADD email_folded AS LOWER(email) COLLATE Latin1_General_BIN2;
EXEC('CREATE INDEX users_by_name ON users (name_folded)');
EXEC('CREATE INDEX users_by_email ON users (email_folded)');

-- What staff filter devices by, beside the time by which they are listed: looking for one of a million reads this and no row. The column of its
-- own condition is there for the same reason. They take the place of two indexes of the time alone, so that no write changes more of them.
DROP INDEX devices_by_last_seen ON devices;
DROP INDEX devices_unregistered ON devices;
CREATE INDEX devices_by_last_seen ON devices (last_seen_at, id, platform, app_version, model, unregistered_at) WHERE unregistered_at IS NULL;
CREATE INDEX devices_unregistered ON devices (unregistered_at, id, platform, app_version, model) WHERE unregistered_at IS NOT NULL;

-- How many were registered on each of the last days.
CREATE INDEX devices_by_registration ON devices (registered_at);

-- How many devices there are, as the role worker counted them last. Until due_at nobody counts again.
CREATE TABLE device_counts (
    id         bigint NOT NULL PRIMARY KEY,
    due_at     bigint NOT NULL,
    counted_at bigint,
    counts     nvarchar(max)
);

INSERT INTO device_counts (id, due_at) VALUES (1, 0);

-- Each version of an order: who made it, through which version of the API, and what it changed. Goes with its order.
CREATE TABLE order_history (
    order_id   nvarchar(32) COLLATE Latin1_General_BIN2 NOT NULL,
    version    bigint NOT NULL,
    changed_at bigint NOT NULL,
    action     nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
    actor      nvarchar(32) COLLATE Latin1_General_BIN2 NOT NULL,
    via        nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
    detail     nvarchar(max),
    PRIMARY KEY (order_id, version)
);

-- The newest orders of all users: one range for each status.
CREATE INDEX orders_by_status ON orders (status, placed_at, id);
