CREATE TABLE accounts (
    account_id TEXT NOT NULL,
    email_key TEXT NOT NULL,
    email TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at TEXT NOT NULL,
    CONSTRAINT accounts_pk PRIMARY KEY (account_id)
);

CREATE UNIQUE INDEX accounts_by_email ON accounts (email_key);

CREATE TABLE sessions (
    account_id TEXT NOT NULL,
    session_digest TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    CONSTRAINT sessions_pk PRIMARY KEY (account_id, session_digest),
    CONSTRAINT sessions_account_fk FOREIGN KEY (account_id) REFERENCES accounts (account_id)
);

CREATE UNIQUE INDEX sessions_by_digest ON sessions (session_digest);

CREATE TABLE members (
    community_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    role TEXT NOT NULL,
    joined_at TEXT NOT NULL,
    CONSTRAINT members_pk PRIMARY KEY (community_id, account_id),
    CONSTRAINT members_community_fk FOREIGN KEY (community_id) REFERENCES communities (community_id),
    CONSTRAINT members_account_fk FOREIGN KEY (account_id) REFERENCES accounts (account_id),
    CONSTRAINT members_role CHECK (role IN ('owner', 'admin', 'manager', 'helper'))
);

CREATE INDEX members_by_account ON members (account_id, community_id);

CREATE TABLE member_airmeets (
    community_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    airmeet_id TEXT NOT NULL,
    CONSTRAINT member_airmeets_pk PRIMARY KEY (community_id, account_id, airmeet_id),
    CONSTRAINT member_airmeets_member_fk FOREIGN KEY (community_id, account_id)
        REFERENCES members (community_id, account_id)
);

CREATE INDEX access_keys_by_creation ON access_keys (community_id, created_at, access_key);
