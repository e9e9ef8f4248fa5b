-- An installation of the app on a device. The row outlives the registration: who comes back finds the preferences again.
CREATE TABLE devices (
    id                  nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
    user_id             nvarchar(32) COLLATE Latin1_General_BIN2 NOT NULL,
    session_id          nvarchar(32) COLLATE Latin1_General_BIN2 NOT NULL,
    platform            nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
    push_handle         nvarchar(4000) NOT NULL,
    push_handle_hash    nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    app_version         nvarchar(64) NOT NULL,
    app_version_order   nvarchar(250) COLLATE Latin1_General_BIN2 NOT NULL,
    os_version          nvarchar(50),
    model               nvarchar(100),
    locale              nvarchar(35) COLLATE Latin1_General_BIN2 NOT NULL,
    time_zone           nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    allows_orders       bigint NOT NULL,
    allows_promotions   bigint NOT NULL,
    quiet_from          bigint,
    quiet_to            bigint,
    registered_at       bigint NOT NULL,
    last_seen_at        bigint NOT NULL,
    unregistered_at     bigint,
    unregistered_reason nvarchar(30),
    revision            bigint NOT NULL,
    hub_generation      bigint NOT NULL,
    hub_told_at         bigint
);

-- A handle is one device's, whoever had it before.
CREATE UNIQUE INDEX devices_by_handle ON devices (platform, push_handle_hash) WHERE unregistered_at IS NULL;

-- All that an audience asks for, so that counting a million devices reads this and no row. That holds only if it has the column of its own
-- condition too: 0.3 s instead of 4 s on SQLite.
CREATE INDEX devices_audience
    ON devices (user_id, platform, app_version_order, locale, last_seen_at, allows_orders, allows_promotions, unregistered_at)
    WHERE unregistered_at IS NULL;

CREATE INDEX devices_by_session ON devices (session_id);
CREATE INDEX devices_by_user ON devices (user_id);
CREATE INDEX devices_by_last_seen ON devices (last_seen_at) WHERE unregistered_at IS NULL;
CREATE INDEX devices_unregistered ON devices (unregistered_at) WHERE unregistered_at IS NOT NULL;

-- Below the current generation: what the hub has yet to be told. Within it: what it was told so long ago that it would forget.
CREATE INDEX devices_by_hub_generation ON devices (hub_generation, hub_told_at);

-- What happened, written with the business rows that it tells of.
CREATE TABLE outbox (
    id          nvarchar(32) COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
    type        nvarchar(50) COLLATE Latin1_General_BIN2 NOT NULL,
    user_id     nvarchar(32) COLLATE Latin1_General_BIN2 NOT NULL,
    event       nvarchar(max) NOT NULL,
    occurred_at bigint NOT NULL,
    state       nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
    attempts    bigint NOT NULL,
    due_at      bigint NOT NULL,
    settled_at  bigint,
    failure     nvarchar(1000)
);

CREATE INDEX outbox_by_state ON outbox (state, due_at);

-- What is said. An event's push is for one user; a campaign's has the id of its campaign.
CREATE TABLE pushes (
    id                   nvarchar(32) COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
    lane                 nvarchar(10) COLLATE Latin1_General_BIN2 NOT NULL,
    event_id             nvarchar(32) COLLATE Latin1_General_BIN2,
    user_id              nvarchar(32) COLLATE Latin1_General_BIN2,
    category             nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
    title                nvarchar(200) NOT NULL,
    body                 nvarchar(4000) NOT NULL,
    deep_link            nvarchar(500),
    collapse_id          nvarchar(64) COLLATE Latin1_General_BIN2,
    time_to_live_seconds bigint NOT NULL,
    expires_at           bigint,
    retries_unknown      bigint NOT NULL,
    honours_quiet_hours  bigint NOT NULL,
    created_at           bigint NOT NULL,
    attempted_at         bigint
);

CREATE INDEX pushes_of_user ON pushes (user_id, collapse_id) WHERE user_id IS NOT NULL;
CREATE INDEX pushes_by_age ON pushes (created_at);

-- The campaigns of the last days, whose recipients a weekly cap asks for.
CREATE INDEX pushes_of_campaigns ON pushes (attempted_at) WHERE lane = 'campaign' AND attempted_at IS NOT NULL;

-- To which devices, and what became of it.
CREATE TABLE deliveries (
    push_id      nvarchar(32) COLLATE Latin1_General_BIN2 NOT NULL,
    device_id    nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    lane         nvarchar(10) COLLATE Latin1_General_BIN2 NOT NULL,
    user_id      nvarchar(32) COLLATE Latin1_General_BIN2 NOT NULL,
    platform     nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
    state        nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
    reason       nvarchar(60) COLLATE Latin1_General_BIN2,
    due_at       bigint NOT NULL,
    attempts     bigint NOT NULL,
    batch_id     nvarchar(32) COLLATE Latin1_General_BIN2,
    attempted_at bigint,
    settled_at   bigint,
    attention_at bigint,
    opened_at    bigint,
    PRIMARY KEY (push_id, device_id)
);

CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state = 'queued' AND lane = 'event';
CREATE INDEX deliveries_due_of_campaign ON deliveries (push_id, platform, due_at) WHERE state = 'queued' AND lane = 'campaign';
CREATE INDEX deliveries_sending ON deliveries (batch_id) WHERE state = 'sending';
-- All that is asked of what waits for a person: it may be a few of a million deliveries, or nearly all of them.
CREATE INDEX deliveries_attention ON deliveries (push_id, state, reason, batch_id, attention_at) WHERE attention_at IS NOT NULL;

-- The intent to hand deliveries of one push to one platform, committed before the call; past its lease nobody knows whether they arrived.
CREATE TABLE push_batches (
    id              nvarchar(32) COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
    push_id         nvarchar(32) COLLATE Latin1_General_BIN2 NOT NULL,
    platform        nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
    devices         bigint NOT NULL,
    worker          nvarchar(100) NOT NULL,
    state           nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
    reason          nvarchar(60) COLLATE Latin1_General_BIN2,
    started_at      bigint NOT NULL,
    leased_until    bigint NOT NULL,
    settled_at      bigint,
    notification_id nvarchar(100) COLLATE Latin1_General_BIN2,
    feedback_at     bigint
);

CREATE INDEX push_batches_sending ON push_batches (leased_until) WHERE state = 'sending';
CREATE INDEX push_batches_by_age ON push_batches (started_at);

-- What the hub has yet to be asked about: which handles the platforms refused.
CREATE INDEX push_batches_without_feedback ON push_batches (started_at) WHERE notification_id IS NOT NULL AND feedback_at IS NULL;

-- A campaign's deliveries by what became of them; written with each change of theirs, so that nobody has to count a million rows.
CREATE TABLE push_counts (
    push_id nvarchar(32) COLLATE Latin1_General_BIN2 NOT NULL,
    state   nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
    reason  nvarchar(60) COLLATE Latin1_General_BIN2 NOT NULL,
    devices bigint NOT NULL,
    PRIMARY KEY (push_id, state, reason)
);

-- Where the local gateway delivers.
CREATE TABLE inbox_messages (
    device_id   nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    push_id     nvarchar(32) COLLATE Latin1_General_BIN2 NOT NULL,
    user_id     nvarchar(32) COLLATE Latin1_General_BIN2 NOT NULL,
    platform    nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
    payload     nvarchar(max) NOT NULL,
    received_at bigint NOT NULL,
    PRIMARY KEY (device_id, push_id)
);

CREATE INDEX inbox_messages_by_age ON inbox_messages (received_at);

CREATE TABLE campaigns (
    id                   nvarchar(32) COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
    name                 nvarchar(200) NOT NULL,
    state                nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
    revision             bigint NOT NULL,
    category             nvarchar(20) COLLATE Latin1_General_BIN2 NOT NULL,
    title                nvarchar(200) NOT NULL,
    body                 nvarchar(4000) NOT NULL,
    deep_link            nvarchar(500),
    collapse_id          nvarchar(64) COLLATE Latin1_General_BIN2,
    time_to_live_seconds bigint NOT NULL,
    audience             nvarchar(max) NOT NULL,
    schedule             nvarchar(10),
    send_at              bigint,
    local_time           nvarchar(20),
    throttle_per_minute  bigint,
    weekly_cap           bigint,
    honours_quiet_hours  bigint NOT NULL,
    retries_unknown      bigint NOT NULL,
    created_by           nvarchar(100) NOT NULL,
    created_at           bigint NOT NULL,
    edited_by            nvarchar(100) NOT NULL,
    edited_at            bigint NOT NULL,
    scheduled_by         nvarchar(100),
    scheduled_at         bigint,
    approved_by          nvarchar(100),
    approved_at          bigint,
    prepare_at           bigint,
    prepared_at          bigint,
    ended_at             bigint,
    snapshot_after       nvarchar(64) COLLATE Latin1_General_BIN2,
    recipients           bigint NOT NULL,
    next_claim_at        bigint NOT NULL
);

-- What the worker has to look at: a campaign ends when the last of its deliveries is settled, also of a cancelled one.
CREATE INDEX campaigns_by_state ON campaigns (state, prepare_at) WHERE ended_at IS NULL;
CREATE INDEX campaigns_newest ON campaigns (created_at DESC, id DESC);

-- Everybody who has ever written on a campaign: none of them approves it.
CREATE TABLE campaign_authors (
    campaign_id nvarchar(32) COLLATE Latin1_General_BIN2 NOT NULL,
    user_id     nvarchar(100) COLLATE Latin1_General_BIN2 NOT NULL,
    PRIMARY KEY (campaign_id, user_id)
);

-- When a campaign that is sent at a local time is due in each zone.
CREATE TABLE campaign_zones (
    campaign_id nvarchar(32) COLLATE Latin1_General_BIN2 NOT NULL,
    time_zone   nvarchar(64) COLLATE Latin1_General_BIN2 NOT NULL,
    due_at      bigint NOT NULL,
    PRIMARY KEY (campaign_id, time_zone)
);
