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

-- Traffic, versions and the overview.

-- The traffic by app alone, so that two years of it are asked without reading every endpoint. The hour that is running grows as it is summed.
CREATE TABLE traffic_hour_apps (
    starts_at   bigint NOT NULL,
    api_version nvarchar(10) COLLATE Latin1_General_BIN2 NOT NULL,
    platform    nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
    app_version nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL,
    requests    bigint NOT NULL,
    refused     bigint NOT NULL,
    failed      bigint NOT NULL,
    PRIMARY KEY (starts_at, api_version, platform, app_version)
);

CREATE TABLE traffic_day_apps (
    starts_at   bigint NOT NULL,
    api_version nvarchar(10) COLLATE Latin1_General_BIN2 NOT NULL,
    platform    nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
    app_version nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL,
    requests    bigint NOT NULL,
    refused     bigint NOT NULL,
    failed      bigint NOT NULL,
    PRIMARY KEY (starts_at, api_version, platform, app_version)
);

INSERT INTO traffic_hour_apps (starts_at, api_version, platform, app_version, requests, refused, failed)
SELECT starts_at, api_version, platform, app_version, SUM(requests),
    SUM(CASE WHEN status_class = '4xx' THEN requests ELSE 0 END), SUM(CASE WHEN status_class = '5xx' THEN requests ELSE 0 END)
FROM traffic_hours
GROUP BY starts_at, api_version, platform, app_version;

INSERT INTO traffic_day_apps (starts_at, api_version, platform, app_version, requests, refused, failed)
SELECT starts_at, api_version, platform, app_version, SUM(requests),
    SUM(CASE WHEN status_class = '4xx' THEN requests ELSE 0 END), SUM(CASE WHEN status_class = '5xx' THEN requests ELSE 0 END)
FROM traffic_days
GROUP BY starts_at, api_version, platform, app_version;

INSERT INTO traffic_rollups (resolution, up_to_at) SELECT 'app-hour', up_to_at FROM traffic_rollups WHERE resolution = 'hour';
INSERT INTO traffic_rollups (resolution, up_to_at) SELECT 'app-day', up_to_at FROM traffic_rollups WHERE resolution = 'day';

-- Who calls what, by the day: the day that is running grows as it is summed. Kept for three months, since it is asked about a version that ends.
CREATE TABLE traffic_day_callers (
    starts_at   bigint NOT NULL,
    api_version nvarchar(10) COLLATE Latin1_General_BIN2 NOT NULL,
    endpoint    nvarchar(200) COLLATE Latin1_General_BIN2 NOT NULL,
    platform    nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
    app_version nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL,
    requests    bigint NOT NULL,
    PRIMARY KEY (starts_at, api_version, endpoint, platform, app_version)
);

INSERT INTO traffic_day_callers (starts_at, api_version, endpoint, platform, app_version, requests)
SELECT day_at, api_version, endpoint, platform, app_version, SUM(requests)
FROM (
    SELECT starts_at AS day_at, api_version, endpoint, platform, app_version, requests FROM traffic_days
    WHERE starts_at >= (SELECT up_to_at - 7948800000 FROM traffic_rollups WHERE resolution = 'day')
    UNION ALL
    SELECT starts_at - starts_at % 86400000, api_version, endpoint, platform, app_version, requests FROM traffic_hours
    WHERE starts_at >= (SELECT up_to_at FROM traffic_rollups WHERE resolution = 'day')) AS calls
GROUP BY day_at, api_version, endpoint, platform, app_version;

INSERT INTO traffic_rollups (resolution, up_to_at) SELECT 'caller', up_to_at FROM traffic_rollups WHERE resolution = 'hour';

-- What happened beside the status: a replay, a problem by its code, how far behind an app was that pulled changes.
CREATE TABLE signal_minutes (
    flush_id  nvarchar(32) COLLATE Latin1_General_BIN2 NOT NULL,
    line      bigint NOT NULL,
    starts_at bigint NOT NULL,
    signal    nvarchar(60) COLLATE Latin1_General_BIN2 NOT NULL,
    requests  bigint NOT NULL,
    PRIMARY KEY (flush_id, line)
);

CREATE INDEX signal_minutes_by_time ON signal_minutes (starts_at);

CREATE TABLE signal_hours (
    starts_at bigint NOT NULL,
    signal    nvarchar(60) COLLATE Latin1_General_BIN2 NOT NULL,
    requests  bigint NOT NULL,
    PRIMARY KEY (starts_at, signal)
);

INSERT INTO traffic_rollups (resolution, up_to_at) VALUES ('signal', 0);

-- The active devices as they were last counted; the row is also what a node claims before it counts. Those of the count before stay for
-- whoever has just read when that was.
CREATE TABLE active_rollups (
    name       nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
    counted_at bigint NOT NULL,
    due_at     bigint NOT NULL
);

INSERT INTO active_rollups (name, counted_at, due_at) VALUES ('devices', 0, 0);

CREATE TABLE active_versions (
    counted_at  bigint NOT NULL,
    api_version nvarchar(10) COLLATE Latin1_General_BIN2 NOT NULL,
    platform    nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
    app_version nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL,
    devices     bigint NOT NULL,
    users       bigint NOT NULL,
    PRIMARY KEY (counted_at, api_version, platform, app_version)
);

-- A device and a user stand at the oldest of their apps on the platform, so that the sum below any minimum is exact. '' for an unknown version.
CREATE TABLE active_apps (
    counted_at        bigint NOT NULL,
    platform          nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
    app_version_order nvarchar(250) COLLATE Latin1_General_BIN2 NOT NULL,
    devices           bigint NOT NULL,
    queued            bigint NOT NULL,
    users             bigint NOT NULL,
    PRIMARY KEY (counted_at, platform, app_version_order)
);

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

-- Operations.

-- The audit log's texts are looked up by their start, and its actors among the users.
CREATE TABLE audit_entries (
    id          nvarchar(32)  COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
    occurred_at bigint        NOT NULL,
    actor       nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL,
    action      nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL,
    subject     nvarchar(200) COLLATE Latin1_General_BIN2 NOT NULL,
    detail      nvarchar(max)
);

INSERT INTO audit_entries (id, occurred_at, actor, action, subject, detail) SELECT id, occurred_at, actor, action, subject, detail FROM audit_log;
DROP TABLE audit_log;
EXEC sp_rename 'audit_entries', 'audit_log', 'OBJECT';

-- The audit log by what staff filter it by, newest first. Each has what else may be filtered by, so that a page is found in it alone.
CREATE INDEX audit_log_newest ON audit_log (occurred_at, id);
CREATE INDEX audit_log_by_actor ON audit_log (actor, occurred_at, id, action, subject);
CREATE INDEX audit_log_by_action ON audit_log (action, occurred_at, id, actor, subject);
CREATE INDEX audit_log_by_subject ON audit_log (subject, occurred_at, id, actor, action);

-- The campaigns of a state, newest first.
CREATE INDEX campaigns_of_state ON campaigns (state, created_at DESC, id DESC);
