-- How often an airmeet was changed, and when last: a calendar takes the later of two copies.
ALTER TABLE airmeet_particulars ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;

ALTER TABLE airmeet_particulars ADD COLUMN revised_at TEXT;
