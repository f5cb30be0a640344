ALTER TABLE access_keys
ADD COLUMN previous_digest TEXT;

ALTER TABLE access_keys
ADD COLUMN previous_ends_at TEXT
CONSTRAINT access_keys_previous_whole CHECK ((previous_digest IS NULL) = (previous_ends_at IS NULL));

CREATE TABLE access_key_days (
    community_id TEXT NOT NULL,
    access_key TEXT NOT NULL,
    day TEXT NOT NULL,
    calls BIGINT NOT NULL,
    last_at TEXT NOT NULL,
    last_call TEXT NOT NULL,
    last_address TEXT NOT NULL,
    CONSTRAINT access_key_days_pk PRIMARY KEY (community_id, access_key, day),
    CONSTRAINT access_key_days_key_fk FOREIGN KEY (community_id, access_key)
        REFERENCES access_keys (community_id, access_key)
);

CREATE TABLE invitations (
    community_id TEXT NOT NULL,
    invitation_id TEXT NOT NULL,
    code_digest TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    role TEXT NOT NULL,
    invited_by TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    CONSTRAINT invitations_pk PRIMARY KEY (community_id, invitation_id),
    CONSTRAINT invitations_community_fk FOREIGN KEY (community_id) REFERENCES communities (community_id),
    CONSTRAINT invitations_inviter_fk FOREIGN KEY (invited_by) REFERENCES accounts (account_id),
    CONSTRAINT invitations_role CHECK (role IN ('owner', 'admin', 'manager', 'helper'))
);

CREATE UNIQUE INDEX invitations_by_code ON invitations (code_digest);

CREATE TABLE invitation_airmeets (
    community_id TEXT NOT NULL,
    invitation_id TEXT NOT NULL,
    airmeet_id TEXT NOT NULL,
    CONSTRAINT invitation_airmeets_pk PRIMARY KEY (community_id, invitation_id, airmeet_id),
    CONSTRAINT invitation_airmeets_invitation_fk FOREIGN KEY (community_id, invitation_id)
        REFERENCES invitations (community_id, invitation_id) ON DELETE CASCADE
);
