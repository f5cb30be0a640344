CREATE TABLE activities (
    community_id TEXT NOT NULL,
    activity_id TEXT NOT NULL,
    at TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_label TEXT NOT NULL,
    address TEXT NOT NULL,
    kind TEXT NOT NULL,
    airmeet_id TEXT,
    person TEXT,
    subject TEXT NOT NULL,
    CONSTRAINT activities_pk PRIMARY KEY (community_id, activity_id),
    CONSTRAINT activities_actor_kind CHECK (actor_kind IN ('member', 'key', 'operator', 'attendee', 'system'))
);

CREATE TABLE airmeet_particulars (
    airmeet_id TEXT NOT NULL,
    description TEXT NOT NULL,
    admission TEXT NOT NULL,
    stage TEXT NOT NULL,
    stage_url TEXT NOT NULL,
    CONSTRAINT airmeet_particulars_pk PRIMARY KEY (airmeet_id),
    CONSTRAINT airmeet_particulars_airmeet_fk FOREIGN KEY (airmeet_id) REFERENCES airmeets (airmeet_id),
    CONSTRAINT airmeet_particulars_admission CHECK (admission IN ('public', 'invited')),
    CONSTRAINT airmeet_particulars_stage CHECK (stage IN ('meeting', 'player'))
);

CREATE INDEX airmeets_due ON airmeets (starts_at, ends_at)
WHERE status = 'CREATED' AND archived_at IS NULL;
