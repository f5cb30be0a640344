-- How often an airmeet was changed, and when last: a calendar takes the later of two copies.
ALTER TABLE airmeet_particulars ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;

ALTER TABLE airmeet_particulars ADD COLUMN revised_at TEXT;

-- Registrations asked for on the website, until whoever has the address proves it by the link in a mail.
CREATE TABLE enrolments (
    airmeet_id TEXT NOT NULL,
    code_digest TEXT NOT NULL,
    email_key TEXT NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL,
    organisation TEXT NOT NULL,
    designation TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    CONSTRAINT enrolments_pk PRIMARY KEY (airmeet_id, code_digest),
    CONSTRAINT enrolments_airmeet_fk FOREIGN KEY (airmeet_id) REFERENCES airmeets (airmeet_id)
);

CREATE INDEX enrolments_by_person ON enrolments (email_key);

CREATE INDEX enrolments_by_expiry ON enrolments (expires_at);

-- Who was asked to be written to about an airmeet of late, whether they are on its list or not.
CREATE TABLE mail_requests (
    airmeet_id TEXT NOT NULL,
    email_key TEXT NOT NULL,
    request_id TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    CONSTRAINT mail_requests_pk PRIMARY KEY (airmeet_id, email_key, request_id),
    CONSTRAINT mail_requests_airmeet_fk FOREIGN KEY (airmeet_id) REFERENCES airmeets (airmeet_id)
);

CREATE INDEX mail_requests_by_expiry ON mail_requests (expires_at);

-- The codes in mails, and the sessions they open, of people who look at their profile.
CREATE TABLE profile_codes (
    email_key TEXT NOT NULL,
    code_digest TEXT NOT NULL,
    email TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    CONSTRAINT profile_codes_pk PRIMARY KEY (email_key, code_digest)
);

CREATE UNIQUE INDEX profile_codes_by_digest ON profile_codes (code_digest);

CREATE INDEX profile_codes_by_expiry ON profile_codes (expires_at);

CREATE TABLE profile_sessions (
    email_key TEXT NOT NULL,
    session_digest TEXT NOT NULL,
    email TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    CONSTRAINT profile_sessions_pk PRIMARY KEY (email_key, session_digest)
);

CREATE UNIQUE INDEX profile_sessions_by_digest ON profile_sessions (session_digest);

CREATE INDEX profile_sessions_by_expiry ON profile_sessions (expires_at);

-- People who want to be forgotten, and how far that has come: a row goes once nothing of them is left.
CREATE TABLE erasures (
    email_key TEXT NOT NULL,
    salt TEXT NOT NULL,
    stage TEXT NOT NULL,
    community_id TEXT NOT NULL,
    reached TEXT NOT NULL,
    CONSTRAINT erasures_pk PRIMARY KEY (email_key),
    CONSTRAINT erasures_stage CHECK (stage IN ('airmeets', 'activities', 'messages', 'presences'))
);
