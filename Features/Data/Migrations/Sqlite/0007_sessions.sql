-- The newest generation of which a token was used. Until it reaches generation, nobody is known to have the last pair of tokens, and
-- the refresh token before it is still good for that pair.
ALTER TABLE sessions ADD COLUMN used_generation INTEGER NOT NULL DEFAULT 0;

-- Earlier builds took the token before only for seconds. It does not become good again, but where a reply may be on its way.
UPDATE sessions SET used_generation = generation WHERE revoked_at IS NULL AND rotated_at < (unixepoch() - 3600) * 1000;
