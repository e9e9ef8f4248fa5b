-- Push handles.

-- An APNs device token is hex and has no case: it is kept in lower case. Of devices that turn out to have one token, the one seen last keeps it;
-- the hub is told of the end of the others.
UPDATE devices
SET unregistered_at = unixepoch() * 1000, unregistered_reason = 'moved', push_handle = '', push_handle_hash = '', revision = revision + 1, hub_generation = 0
WHERE id IN (
    SELECT id FROM (
        SELECT id, ROW_NUMBER() OVER (PARTITION BY lower(push_handle) ORDER BY last_seen_at DESC, id) AS place
        FROM devices
        WHERE platform = 'apns' AND unregistered_at IS NULL
            AND push_handle <> '' AND push_handle NOT GLOB '*[^0-9A-Fa-f]*' AND length(push_handle) % 2 = 0)
    WHERE place > 1);

-- The hub knows the token in either case, and need not hear of it again.
UPDATE devices
SET push_handle = lower(push_handle), push_handle_hash = sha256_hex(lower(push_handle))
WHERE platform = 'apns' AND unregistered_at IS NULL
    AND push_handle <> lower(push_handle) AND push_handle NOT GLOB '*[^0-9A-Fa-f]*' AND length(push_handle) % 2 = 0;

-- Others cannot be device tokens. They are told to the hub once more, whose refusal is noted from now on.
UPDATE devices
SET revision = revision + 1, hub_generation = 0
WHERE platform = 'apns' AND unregistered_at IS NULL AND (push_handle GLOB '*[^0-9A-Fa-f]*' OR length(push_handle) % 2 = 1);

-- Since when the hub refuses the device's handle; null where it does not. Nothing is sent to such a device until it registers another one.
ALTER TABLE devices ADD COLUMN hub_refused_at INTEGER;

DROP INDEX devices_audience;
CREATE INDEX devices_audience
    ON devices (user_id, platform, app_version_order, locale, last_seen_at, allows_orders, allows_promotions, unregistered_at, hub_refused_at)
    WHERE unregistered_at IS NULL;

CREATE INDEX devices_refused ON devices (last_seen_at, id, platform, app_version, model, unregistered_at, hub_refused_at)
    WHERE unregistered_at IS NULL AND hub_refused_at IS NOT NULL;

-- A part of a batch that the gateway refused: it is sent apart from others, to find the handles that are at fault.
ALTER TABLE deliveries ADD COLUMN part_id TEXT;

CREATE INDEX deliveries_of_parts ON deliveries (push_id, platform, part_id, due_at) WHERE state = 'queued' AND part_id IS NOT NULL;

-- What the gateway has said of a push on a platform so far.
CREATE INDEX push_batches_of_push ON push_batches (push_id, platform, state, settled_at);
