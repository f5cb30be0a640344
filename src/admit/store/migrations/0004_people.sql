-- Each person stands once on an airmeet's list, whether registered, authorized or both. `seq` is their place by time, out
-- of the airmeet's one sequence. An attendee who is registered has the place of the registration.

ALTER TABLE airmeets ADD COLUMN authorized_count BIGINT NOT NULL DEFAULT 0
CONSTRAINT airmeets_authorized_count_counts CHECK (authorized_count >= 0);

ALTER TABLE attendees ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;

ALTER TABLE attendees ADD COLUMN is_registered BOOLEAN NOT NULL DEFAULT FALSE;

UPDATE attendees
SET seq = r.seq, is_registered = TRUE
FROM registrations r
WHERE r.airmeet_id = attendees.airmeet_id AND r.email_key = attendees.email_key;

UPDATE attendees
SET seq = numbered.seq
FROM (
    SELECT
        a.airmeet_id,
        a.email_key,
        m.registration_seq + ROW_NUMBER() OVER (PARTITION BY a.airmeet_id ORDER BY a.authorized_at, a.email_key) AS seq
    FROM attendees a
    JOIN airmeets m ON m.airmeet_id = a.airmeet_id
    WHERE a.seq = 0
) AS numbered
WHERE attendees.airmeet_id = numbered.airmeet_id AND attendees.email_key = numbered.email_key;

UPDATE airmeets
SET
    authorized_count = (
        SELECT COUNT(*)
        FROM attendees a
        WHERE a.airmeet_id = airmeets.airmeet_id AND a.revoked_at IS NULL
    ),
    registration_seq = registration_seq + (
        SELECT COUNT(*)
        FROM attendees a
        WHERE a.airmeet_id = airmeets.airmeet_id AND a.seq > airmeets.registration_seq
    );

CREATE INDEX attendees_by_seq ON attendees (airmeet_id, seq);
