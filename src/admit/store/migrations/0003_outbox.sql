CREATE TABLE messages (
    message_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at TEXT NOT NULL,
    due_at TEXT,
    attempts BIGINT NOT NULL DEFAULT 0,
    last_error TEXT,
    settled_at TEXT,
    CONSTRAINT messages_pk PRIMARY KEY (message_id),
    CONSTRAINT messages_state CHECK (state IN ('waiting', 'sent', 'given up', 'held')),
    CONSTRAINT messages_due_while_waiting CHECK ((due_at IS NOT NULL) = (state = 'waiting')),
    CONSTRAINT messages_settled_or_waiting CHECK ((settled_at IS NULL) = (state = 'waiting'))
);

CREATE INDEX messages_due ON messages (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE password_resets (
    email_key TEXT NOT NULL,
    code_digest TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    CONSTRAINT password_resets_pk PRIMARY KEY (email_key, code_digest)
);

CREATE UNIQUE INDEX password_resets_by_digest ON password_resets (code_digest);

CREATE INDEX password_resets_by_expiry ON password_resets (expires_at);
