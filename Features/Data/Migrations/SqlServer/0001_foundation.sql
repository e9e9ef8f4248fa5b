CREATE TABLE store_info (
    name  nvarchar(50)  COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
    value nvarchar(200) NOT NULL
);

CREATE TABLE signing_keys (
    id         nvarchar(50)   COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
    algorithm  nvarchar(20)   NOT NULL,
    material   varbinary(max) NOT NULL,
    created_at bigint         NOT NULL
);

CREATE TABLE audit_log (
    id          nvarchar(32)  COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
    occurred_at bigint        NOT NULL,
    actor       nvarchar(100) NOT NULL,
    action      nvarchar(100) NOT NULL,
    subject     nvarchar(200) NOT NULL,
    detail      nvarchar(max)
);

CREATE TABLE feeds (
    owner nvarchar(50) COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
    seq   bigint NOT NULL,
    floor bigint NOT NULL
);

CREATE TABLE users (
    id         nvarchar(32)  COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
    issuer     nvarchar(200) COLLATE Latin1_General_BIN2 NOT NULL,
    subject    nvarchar(255) COLLATE Latin1_General_BIN2 NOT NULL,
    name       nvarchar(200),
    email      nvarchar(320),
    created_at bigint NOT NULL,
    CONSTRAINT users_by_subject UNIQUE (issuer, subject)
);

CREATE TABLE sessions (
    id             nvarchar(32)   COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
    user_id        nvarchar(32)   COLLATE Latin1_General_BIN2 NOT NULL REFERENCES users (id),
    device_id      nvarchar(100)  COLLATE Latin1_General_BIN2,
    generation     bigint         NOT NULL,
    refresh_hash   varbinary(32)  NOT NULL,
    parent_hash    varbinary(32),
    rotation_nonce varbinary(32),
    created_at     bigint NOT NULL,
    rotated_at     bigint NOT NULL,
    expires_at     bigint NOT NULL,
    revoked_at     bigint,
    revoked_reason nvarchar(50)
);

CREATE INDEX sessions_by_user ON sessions (user_id, created_at);

CREATE TABLE idempotency_keys (
    user_id         nvarchar(32)   COLLATE Latin1_General_BIN2 NOT NULL,
    idempotency_key nvarchar(255)  COLLATE Latin1_General_BIN2 NOT NULL,
    method          nvarchar(10)   NOT NULL,
    route           nvarchar(200)  NOT NULL,
    fingerprint     varbinary(32)  NOT NULL,
    status          bigint         NOT NULL,
    content_type    nvarchar(100),
    location        nvarchar(400),
    etag            nvarchar(100),
    body            varbinary(max),
    created_at      bigint NOT NULL,
    CONSTRAINT idempotency_keys_pk PRIMARY KEY NONCLUSTERED (user_id, idempotency_key)
);

CREATE CLUSTERED INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE products (
    id          nvarchar(32)   COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
    sku         nvarchar(50)   COLLATE Latin1_General_BIN2 NOT NULL,
    seq         bigint         NOT NULL,
    version     bigint         NOT NULL,
    name        nvarchar(200)  NOT NULL,
    category    nvarchar(100)  NOT NULL,
    description nvarchar(2000) NOT NULL,
    price_minor bigint         NOT NULL,
    currency    nvarchar(3)    NOT NULL,
    image       nvarchar(100)  NOT NULL,
    created_at  bigint         NOT NULL,
    retired_at  bigint,
    CONSTRAINT products_by_sku UNIQUE (sku)
);

CREATE INDEX products_newest ON products (created_at DESC, id DESC);

CREATE TABLE orders (
    id          nvarchar(32)  COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
    user_id     nvarchar(32)  COLLATE Latin1_General_BIN2 NOT NULL REFERENCES users (id),
    seq         bigint        NOT NULL,
    version     bigint        NOT NULL,
    status      nvarchar(20)  NOT NULL,
    total_minor bigint        NOT NULL,
    currency    nvarchar(3)   NOT NULL,
    lines       nvarchar(max) NOT NULL,
    note        nvarchar(1000),
    placed_at   bigint        NOT NULL,
    updated_at  bigint        NOT NULL
);

CREATE INDEX orders_newest ON orders (user_id, placed_at DESC, id DESC);
