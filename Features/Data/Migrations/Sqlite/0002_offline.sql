-- What a delta reads: a user's rows in the order of their changes, with the time that a delta by time asks for.
ALTER TABLE orders ADD COLUMN note_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE orders ADD COLUMN lines_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE orders ADD COLUMN removed_at INTEGER;
CREATE INDEX orders_changes ON orders (user_id, seq, updated_at);
CREATE INDEX orders_removed ON orders (removed_at) WHERE removed_at IS NOT NULL;

ALTER TABLE products ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
UPDATE products SET updated_at = created_at;
CREATE INDEX products_changes ON products (seq, updated_at);

ALTER TABLE users ADD COLUMN phone TEXT;
ALTER TABLE users ADD COLUMN address TEXT;
ALTER TABLE users ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE users ADD COLUMN name_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE users ADD COLUMN phone_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE users ADD COLUMN address_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE users ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
UPDATE users SET updated_at = created_at;

-- What the garbage collection looks for.
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
