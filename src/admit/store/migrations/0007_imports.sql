-- What an import is at, how far it has come (`position` is the number of the last row it has dealt with), and its rows
-- as they were uploaded, a few hundred to a chunk. A chunk remembers what came of each of its rows, so that it can be
-- undone. What is left out or kept has a remark that says why.

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

CREATE TABLE import_chunks (
    airmeet_id TEXT NOT NULL,
    import_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    cells TEXT NOT NULL,
    outcomes TEXT NOT NULL,
    CONSTRAINT import_chunks_pk PRIMARY KEY (airmeet_id, import_id, number),
    CONSTRAINT import_chunks_import_fk FOREIGN KEY (airmeet_id, import_id) REFERENCES imports (airmeet_id, import_id)
); -- a heap: its rows are longer than a page

CREATE TABLE import_remarks (
    airmeet_id TEXT NOT NULL,
    import_id TEXT NOT NULL,
    is_kept BOOLEAN NOT NULL,
    number BIGINT NOT NULL,
    cells TEXT NOT NULL,
    reason TEXT NOT NULL,
    CONSTRAINT import_remarks_pk PRIMARY KEY (airmeet_id, import_id, is_kept, number),
    CONSTRAINT import_remarks_import_fk FOREIGN KEY (airmeet_id, import_id) REFERENCES imports (airmeet_id, import_id)
);
