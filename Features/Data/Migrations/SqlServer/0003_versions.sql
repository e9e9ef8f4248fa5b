-- What staff decide about versions: every node reads it whole into its memory.
CREATE TABLE api_versions (
    version         nvarchar(10) COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
    status          nvarchar(20) NOT NULL,
    deprecated_at   bigint,
    sunset_at       bigint,
    retired_at      bigint,
    information_url nvarchar(500)
);

CREATE TABLE api_brownouts (
    id        nvarchar(32) COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
    version   nvarchar(10) COLLATE Latin1_General_BIN2 NOT NULL,
    starts_at bigint NOT NULL,
    ends_at   bigint NOT NULL
);

CREATE TABLE app_releases (
    platform            nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
    minimum_version     nvarchar(100),
    minimum_since_at    bigint,
    recommended_version nvarchar(100),
    store_url           nvarchar(500)
);

CREATE TABLE feature_flags (
    name            nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
    enabled         bigint NOT NULL,
    percentage      bigint NOT NULL,
    minimum_ios     nvarchar(100),
    minimum_android nvarchar(100),
    description     nvarchar(500)
);

CREATE TABLE certificate_pins (
    host   nvarchar(253) COLLATE Latin1_General_BIN2 NOT NULL,
    sha256 nvarchar(44) COLLATE Latin1_General_BIN2 NOT NULL,
    PRIMARY KEY (host, sha256)
);

-- Traffic. Each node adds what it has counted; the hours and days that are over are summed from that.
CREATE TABLE traffic_minutes (
    flush_id     nvarchar(32) COLLATE Latin1_General_BIN2 NOT NULL,
    line         bigint NOT NULL,
    starts_at    bigint NOT NULL,
    api_version  nvarchar(10) COLLATE Latin1_General_BIN2 NOT NULL,
    platform     nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
    app_version  nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL,
    endpoint     nvarchar(200) COLLATE Latin1_General_BIN2 NOT NULL,
    status_class nvarchar(10) COLLATE Latin1_General_BIN2 NOT NULL,
    requests     bigint NOT NULL,
    PRIMARY KEY (flush_id, line)
);

CREATE INDEX traffic_minutes_by_time ON traffic_minutes (starts_at);

CREATE TABLE traffic_hours (
    starts_at    bigint NOT NULL,
    api_version  nvarchar(10) COLLATE Latin1_General_BIN2 NOT NULL,
    platform     nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
    app_version  nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL,
    endpoint     nvarchar(200) COLLATE Latin1_General_BIN2 NOT NULL,
    status_class nvarchar(10) COLLATE Latin1_General_BIN2 NOT NULL,
    requests     bigint NOT NULL,
    PRIMARY KEY (starts_at, api_version, platform, app_version, endpoint, status_class)
);

CREATE TABLE traffic_days (
    starts_at    bigint NOT NULL,
    api_version  nvarchar(10) COLLATE Latin1_General_BIN2 NOT NULL,
    platform     nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
    app_version  nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL,
    endpoint     nvarchar(200) COLLATE Latin1_General_BIN2 NOT NULL,
    status_class nvarchar(10) COLLATE Latin1_General_BIN2 NOT NULL,
    requests     bigint NOT NULL,
    PRIMARY KEY (starts_at, api_version, platform, app_version, endpoint, status_class)
);

-- Up to where a resolution has been summed. The row is also the lock of whoever sums.
CREATE TABLE traffic_rollups (
    resolution nvarchar(10) COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
    up_to_at   bigint NOT NULL
);

INSERT INTO traffic_rollups (resolution, up_to_at) VALUES ('hour', 0);
INSERT INTO traffic_rollups (resolution, up_to_at) VALUES ('day', 0);

-- The order of versions as text: see AppVersion.SortKey.
CREATE TABLE active_devices (
    user_id           nvarchar(32) COLLATE Latin1_General_BIN2 NOT NULL,
    device_id         nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL,
    api_version       nvarchar(10) COLLATE Latin1_General_BIN2 NOT NULL,
    platform          nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
    app_version       nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL,
    app_version_order nvarchar(250) COLLATE Latin1_General_BIN2,
    first_seen_at     bigint NOT NULL,
    last_seen_at      bigint NOT NULL,
    queued_at         bigint,
    PRIMARY KEY (user_id, device_id, api_version)
);

CREATE INDEX active_devices_by_last_seen ON active_devices (last_seen_at);

-- How many devices were active on which version, counted once a day.
CREATE TABLE adoption_days (
    day_at      bigint NOT NULL,
    api_version nvarchar(10) COLLATE Latin1_General_BIN2 NOT NULL,
    platform    nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
    app_version nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL,
    devices     bigint NOT NULL,
    users       bigint NOT NULL,
    PRIMARY KEY (day_at, api_version, platform, app_version)
);
