-- What a delta reads: a user's rows in the order of their changes, with the time that a delta by time asks for.
ALTER TABLE orders ADD note_version bigint NOT NULL DEFAULT 1;
ALTER TABLE orders ADD lines_version bigint NOT NULL DEFAULT 1;
ALTER TABLE orders ADD removed_at bigint;
CREATE INDEX orders_changes ON orders (user_id, seq, updated_at);
EXEC('CREATE INDEX orders_removed ON orders (removed_at) WHERE removed_at IS NOT NULL');

ALTER TABLE products ADD updated_at bigint NOT NULL DEFAULT 0;
EXEC('UPDATE products SET updated_at = created_at');
EXEC('CREATE INDEX products_changes ON products (seq, updated_at)');

ALTER TABLE users ADD phone nvarchar(50);
ALTER TABLE users ADD address nvarchar(500);
ALTER TABLE users ADD seq bigint NOT NULL DEFAULT 0;
ALTER TABLE users ADD version bigint NOT NULL DEFAULT 1;
ALTER TABLE users ADD name_version bigint NOT NULL DEFAULT 1;
ALTER TABLE users ADD phone_version bigint NOT NULL DEFAULT 1;
ALTER TABLE users ADD address_version bigint NOT NULL DEFAULT 1;
ALTER TABLE users ADD updated_at bigint NOT NULL DEFAULT 0;
EXEC('UPDATE users SET updated_at = created_at');

-- What the garbage collection looks for.
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
