CREATE TABLE signing_keys (
    kid TEXT NOT NULL,
    audience TEXT NOT NULL,
    secret TEXT NOT NULL,
    created_at TEXT NOT NULL,
    CONSTRAINT signing_keys_pk PRIMARY KEY (kid)
);

CREATE TABLE communities (
    community_id TEXT NOT NULL,
    name TEXT NOT NULL,
    airmeet_seq BIGINT NOT NULL DEFAULT 0,
    airmeet_count BIGINT NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    CONSTRAINT communities_pk PRIMARY KEY (community_id),
    CONSTRAINT communities_count_within_seq CHECK (airmeet_count BETWEEN 0 AND airmeet_seq)
);

CREATE TABLE access_keys (
    community_id TEXT NOT NULL,
    access_key TEXT NOT NULL,
    label TEXT NOT NULL,
    secret_digest TEXT NOT NULL,
    access TEXT NOT NULL,
    has_chosen_airmeets BOOLEAN NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT,
    revoked_at TEXT,
    CONSTRAINT access_keys_pk PRIMARY KEY (community_id, access_key),
    CONSTRAINT access_keys_community_fk FOREIGN KEY (community_id) REFERENCES communities (community_id),
    CONSTRAINT access_keys_access CHECK (access IN ('read-write', 'read-only', 'write-only'))
);

CREATE INDEX access_keys_by_access_key ON access_keys (access_key);

CREATE TABLE airmeets (
    airmeet_id TEXT NOT NULL,
    community_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    timezone TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    registration_seq BIGINT NOT NULL DEFAULT 0,
    registration_count BIGINT NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    archived_at TEXT,
    CONSTRAINT airmeets_pk PRIMARY KEY (airmeet_id),
    CONSTRAINT airmeets_community_fk FOREIGN KEY (community_id) REFERENCES communities (community_id),
    CONSTRAINT airmeets_status CHECK (status IN ('CREATED', 'ONGOING', 'PAUSED', 'FINISHED')),
    CONSTRAINT airmeets_end_after_start CHECK (ends_at > starts_at),
    CONSTRAINT airmeets_count_within_seq CHECK (registration_count BETWEEN 0 AND registration_seq)
);

CREATE UNIQUE INDEX airmeets_by_creation ON airmeets (community_id, seq);

CREATE INDEX airmeets_listed ON airmeets (community_id, seq)
WHERE archived_at IS NULL;

CREATE TABLE access_key_airmeets (
    community_id TEXT NOT NULL,
    access_key TEXT NOT NULL,
    airmeet_id TEXT NOT NULL,
    CONSTRAINT access_key_airmeets_pk PRIMARY KEY (community_id, access_key, airmeet_id),
    CONSTRAINT access_key_airmeets_key_fk FOREIGN KEY (community_id, access_key)
        REFERENCES access_keys (community_id, access_key)
);

CREATE TABLE people (
    email_key TEXT NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL,
    organisation TEXT NOT NULL,
    designation TEXT NOT NULL,
    created_at TEXT NOT NULL,
    CONSTRAINT people_pk PRIMARY KEY (email_key)
); -- a heap: its rows come in no order of their key

CREATE TABLE registrations (
    airmeet_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    email_key TEXT NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL,
    organisation TEXT NOT NULL,
    designation TEXT NOT NULL,
    registered_at TEXT NOT NULL,
    CONSTRAINT registrations_pk PRIMARY KEY (airmeet_id, seq),
    CONSTRAINT registrations_airmeet_fk FOREIGN KEY (airmeet_id) REFERENCES airmeets (airmeet_id)
);

CREATE UNIQUE INDEX registrations_by_person ON registrations (airmeet_id, email_key);

CREATE TABLE attendees (
    airmeet_id TEXT NOT NULL,
    email_key TEXT NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL,
    organisation TEXT NOT NULL,
    designation TEXT NOT NULL,
    code TEXT NOT NULL,
    authorized_at TEXT NOT NULL,
    revoked_at TEXT,
    CONSTRAINT attendees_pk PRIMARY KEY (airmeet_id, email_key),
    CONSTRAINT attendees_airmeet_fk FOREIGN KEY (airmeet_id) REFERENCES airmeets (airmeet_id)
); -- a heap: its rows come in no order of their key

CREATE UNIQUE INDEX attendees_by_code ON attendees (airmeet_id, code);
