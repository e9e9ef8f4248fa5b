-- Who a member of staff is, by what outlives the account: a keyed hash of issuer and subject. Null in rows from before, and where nobody of staff
-- acted. Sessions without it are good no longer.
ALTER TABLE staff_sessions ADD COLUMN person_key TEXT;
ALTER TABLE campaign_authors ADD COLUMN person_key TEXT;
ALTER TABLE campaigns ADD COLUMN scheduled_person TEXT;
ALTER TABLE campaigns ADD COLUMN approved_person TEXT;
ALTER TABLE audit_log ADD COLUMN person_key TEXT;

-- Entries that are counted by the hour instead of written each time: views, exports, sign-ins, refusals. Only they have a last time, and they are kept
-- for a shorter time than the others.
ALTER TABLE audit_log ADD COLUMN occurrences INTEGER NOT NULL DEFAULT 1;
ALTER TABLE audit_log ADD COLUMN last_at INTEGER;
UPDATE audit_log SET last_at = occurred_at WHERE action = 'action-refused';
CREATE INDEX audit_log_counted ON audit_log (occurred_at) WHERE last_at IS NOT NULL;
CREATE INDEX audit_log_by_person ON audit_log (person_key, occurred_at, id, action, subject) WHERE person_key IS NOT NULL;

-- For how many devices somebody has scheduled it, and what the same person has scheduled around that time.
ALTER TABLE campaigns ADD COLUMN scheduled_devices INTEGER;
CREATE INDEX campaigns_by_scheduler ON campaigns (scheduled_person, prepare_at) WHERE scheduled_person IS NOT NULL;

-- Held while somebody schedules, so that one person's campaigns are added up one after the other.
CREATE TABLE campaign_schedulers (
    person_key TEXT    NOT NULL PRIMARY KEY,
    held_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
