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
