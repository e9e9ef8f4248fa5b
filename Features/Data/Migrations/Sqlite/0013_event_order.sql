-- The place of an event among those of its user, by the user's feed: an id is of the clock, which may step back. 0 is that of an earlier build.
ALTER TABLE outbox ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pushes ADD COLUMN event_seq INTEGER NOT NULL DEFAULT 0;
