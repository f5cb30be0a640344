-- What goes on at an airmeet's door. Apart from the airmeet's row, which every call of the API reads and some rewrite.
-- `version` moves with each change of a presence of the airmeet, which bears it: whoever saw one reads what came after.

CREATE TABLE doors (
    airmeet_id TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 0,
    ticket BIGINT NOT NULL DEFAULT 0,
    free_at BIGINT NOT NULL DEFAULT 0,
    waiting_count BIGINT NOT NULL DEFAULT 0,
    inside_count BIGINT NOT NULL DEFAULT 0,
    came_count BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT doors_pk PRIMARY KEY (airmeet_id),
    CONSTRAINT doors_airmeet_fk FOREIGN KEY (airmeet_id) REFERENCES airmeets (airmeet_id),
    CONSTRAINT doors_waiting_count_counts CHECK (waiting_count >= 0),
    CONSTRAINT doors_inside_count_counts CHECK (inside_count >= 0)
);

CREATE TABLE presences (
    airmeet_id TEXT NOT NULL,
    email_key TEXT NOT NULL,
    state TEXT NOT NULL,
    session_digest TEXT NOT NULL,
    version BIGINT NOT NULL,
    ticket BIGINT NOT NULL,
    seen_at TEXT NOT NULL,
    is_lost BOOLEAN NOT NULL DEFAULT FALSE,
    arrival BIGINT,
    arrived_at TEXT,
    entered_at TEXT,
    stays BIGINT NOT NULL DEFAULT 0,
    seconds BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT presences_pk PRIMARY KEY (airmeet_id, email_key),
    CONSTRAINT presences_door_fk FOREIGN KEY (airmeet_id) REFERENCES doors (airmeet_id),
    CONSTRAINT presences_state CHECK (state IN ('waiting', 'inside', 'out')),
    CONSTRAINT presences_inside_entered CHECK (state <> 'inside' OR (arrival IS NOT NULL AND entered_at IS NOT NULL))
); -- a heap: its rows come in no order of their key

CREATE UNIQUE INDEX presences_by_version ON presences (airmeet_id, version);

CREATE UNIQUE INDEX presences_by_arrival ON presences (airmeet_id, arrival)
WHERE arrival IS NOT NULL;

CREATE INDEX presences_waiting ON presences (airmeet_id, ticket)
WHERE state = 'waiting';

CREATE INDEX presences_inside ON presences (airmeet_id, arrival)
WHERE state = 'inside';

CREATE INDEX presences_live ON presences (seen_at)
WHERE state <> 'out';

CREATE TABLE attendances (
    airmeet_id TEXT NOT NULL,
    email_key TEXT NOT NULL,
    stay BIGINT NOT NULL,
    entered_at TEXT NOT NULL,
    left_at TEXT,
    seconds BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT attendances_pk PRIMARY KEY (airmeet_id, email_key, stay),
    CONSTRAINT attendances_door_fk FOREIGN KEY (airmeet_id) REFERENCES doors (airmeet_id),
    CONSTRAINT attendances_end_after_start CHECK (left_at >= entered_at)
); -- a heap: its rows come in no order of their key
