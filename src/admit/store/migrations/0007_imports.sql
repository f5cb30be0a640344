-- What an import is at, how far it has come (`position` is the number of the last row it has dealt with), and its rows
-- as they were uploaded. A row remembers what came of it, so that it can be undone: what the import added, and how the
-- person stood afterwards (`seq` of their registration, and whether they were authorized).

CREATE TABLE imports (
    airmeet_id TEXT NOT NULL,
    import_id TEXT NOT NULL,
    community_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    state TEXT NOT NULL,
    purpose TEXT NOT NULL,
    source TEXT NOT NULL,
    encoding TEXT NOT NULL,
    has_header BOOLEAN NOT NULL,
    columns TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    first_number BIGINT NOT NULL,
    last_number BIGINT NOT NULL,
    position BIGINT NOT NULL,
    counts TEXT NOT NULL,
    note TEXT NOT NULL,
    created_at TEXT NOT NULL,
    ended_at TEXT,
    forget_at TEXT,
    CONSTRAINT imports_pk PRIMARY KEY (airmeet_id, import_id),
    CONSTRAINT imports_airmeet_fk FOREIGN KEY (airmeet_id) REFERENCES airmeets (airmeet_id),
    CONSTRAINT imports_state CHECK (
        state IN (
            'uploading', 'unmapped', 'checking', 'checked', 'running', 'finished', 'stopped', 'undoing', 'undone',
            'discarded'
        )
    ),
    CONSTRAINT imports_purpose CHECK (purpose IN ('register', 'authorize', 'both'))
);

CREATE INDEX imports_by_state ON imports (state, import_id);

CREATE INDEX imports_forgettable ON imports (forget_at)
WHERE forget_at IS NOT NULL;

CREATE TABLE import_rows (
    airmeet_id TEXT NOT NULL,
    import_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    cells TEXT NOT NULL,
    email_key TEXT,
    verdict TEXT,
    reason TEXT,
    has_registered BOOLEAN NOT NULL DEFAULT FALSE,
    has_authorized BOOLEAN NOT NULL DEFAULT FALSE,
    seq BIGINT,
    is_authorized BOOLEAN NOT NULL DEFAULT FALSE,
    CONSTRAINT import_rows_pk PRIMARY KEY (airmeet_id, import_id, number),
    CONSTRAINT import_rows_import_fk FOREIGN KEY (airmeet_id, import_id) REFERENCES imports (airmeet_id, import_id),
    CONSTRAINT import_rows_verdict CHECK (verdict IN ('new', 'present', 'twice', 'wrong', 'kept'))
);

CREATE INDEX import_rows_by_person ON import_rows (airmeet_id, import_id, email_key, number);

CREATE INDEX import_rows_with_reasons ON import_rows (airmeet_id, import_id, number)
WHERE reason IS NOT NULL;
