-- What staff decide about versions: every node reads it whole into its memory.
CREATE TABLE api_versions (
    version         TEXT NOT NULL PRIMARY KEY,
    status          TEXT NOT NULL,
    deprecated_at   INTEGER,
    sunset_at       INTEGER,
    retired_at      INTEGER,
    information_url TEXT
) STRICT;

CREATE TABLE api_brownouts (
    id        TEXT    NOT NULL PRIMARY KEY,
    version   TEXT    NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at   INTEGER NOT NULL
) STRICT;

CREATE TABLE app_releases (
    platform            TEXT NOT NULL PRIMARY KEY,
    minimum_version     TEXT,
    minimum_since_at    INTEGER,
    recommended_version TEXT,
    store_url           TEXT
) STRICT;

CREATE TABLE feature_flags (
    name            TEXT    NOT NULL PRIMARY KEY,
    enabled         INTEGER NOT NULL,
    percentage      INTEGER NOT NULL,
    minimum_ios     TEXT,
    minimum_android TEXT,
    description     TEXT
) STRICT;

CREATE TABLE certificate_pins (
    host   TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (host, sha256)
) STRICT, WITHOUT ROWID;

-- Traffic. Each node adds what it has counted; the hours and days that are over are summed from that.
CREATE TABLE traffic_minutes (
    flush_id     TEXT    NOT NULL,
    line         INTEGER NOT NULL,
    starts_at    INTEGER NOT NULL,
    api_version  TEXT    NOT NULL,
    platform     TEXT    NOT NULL,
    app_version  TEXT    NOT NULL,
    endpoint     TEXT    NOT NULL,
    status_class TEXT    NOT NULL,
    requests     INTEGER NOT NULL,
    PRIMARY KEY (flush_id, line)
) STRICT, WITHOUT ROWID;

CREATE INDEX traffic_minutes_by_time ON traffic_minutes (starts_at);

CREATE TABLE traffic_hours (
    starts_at    INTEGER NOT NULL,
    api_version  TEXT    NOT NULL,
    platform     TEXT    NOT NULL,
    app_version  TEXT    NOT NULL,
    endpoint     TEXT    NOT NULL,
    status_class TEXT    NOT NULL,
    requests     INTEGER NOT NULL,
    PRIMARY KEY (starts_at, api_version, platform, app_version, endpoint, status_class)
) STRICT, WITHOUT ROWID;

CREATE TABLE traffic_days (
    starts_at    INTEGER NOT NULL,
    api_version  TEXT    NOT NULL,
    platform     TEXT    NOT NULL,
    app_version  TEXT    NOT NULL,
    endpoint     TEXT    NOT NULL,
    status_class TEXT    NOT NULL,
    requests     INTEGER NOT NULL,
    PRIMARY KEY (starts_at, api_version, platform, app_version, endpoint, status_class)
) STRICT, WITHOUT ROWID;

-- Up to where a resolution has been summed. The row is also the lock of whoever sums.
CREATE TABLE traffic_rollups (
    resolution TEXT    NOT NULL PRIMARY KEY,
    up_to_at   INTEGER NOT NULL
) STRICT;

INSERT INTO traffic_rollups (resolution, up_to_at) VALUES ('hour', 0);
INSERT INTO traffic_rollups (resolution, up_to_at) VALUES ('day', 0);

-- The order of versions as text: see AppVersion.SortKey.
CREATE TABLE active_devices (
    user_id           TEXT    NOT NULL,
    device_id         TEXT    NOT NULL,
    api_version       TEXT    NOT NULL,
    platform          TEXT    NOT NULL,
    app_version       TEXT    NOT NULL,
    app_version_order TEXT,
    first_seen_at     INTEGER NOT NULL,
    last_seen_at      INTEGER NOT NULL,
    queued_at         INTEGER,
    PRIMARY KEY (user_id, device_id, api_version)
) STRICT, WITHOUT ROWID;

CREATE INDEX active_devices_by_last_seen ON active_devices (last_seen_at);

-- How many devices were active on which version, counted once a day.
CREATE TABLE adoption_days (
    day_at      INTEGER NOT NULL,
    api_version TEXT    NOT NULL,
    platform    TEXT    NOT NULL,
    app_version TEXT    NOT NULL,
    devices     INTEGER NOT NULL,
    users       INTEGER NOT NULL,
    PRIMARY KEY (day_at, api_version, platform, app_version)
) STRICT, WITHOUT ROWID;
