"""Imports: what each is at, and how far it has come."""

from collections import Counter

import msgspec

from admit.lib.clock import Timestamp
from admit.model.imports import NEXT_STATE, Import, Meaning, Purpose, State
from admit.store.database import Row, Transaction

INSERT_IMPORT = """
INSERT INTO imports (
    airmeet_id, import_id, community_id, account_id, state, purpose, source, encoding, has_header, columns,
    row_count, first_number, last_number, position, counts, note, created_at, ended_at, forget_at
)
VALUES (
    :airmeet_id, :import_id, :community_id, :account_id, :state, :purpose, :source, :encoding, :has_header, :columns,
    :row_count, :first_number, :last_number, :position, :counts, :note, :created_at, :ended_at, :forget_at
)
"""

UPDATE_IMPORT = """
UPDATE imports
SET
    account_id = :account_id, state = :state, purpose = :purpose, has_header = :has_header, columns = :columns,
    position = :position, counts = :counts, note = :note, ended_at = :ended_at, forget_at = :forget_at
WHERE airmeet_id = :airmeet_id AND import_id = :import_id
"""

IMPORT_COLUMNS = """
SELECT
    airmeet_id, import_id, community_id, account_id, state, purpose, source, encoding, has_header, columns,
    row_count, first_number, last_number, position, counts, note, created_at, ended_at, forget_at
FROM imports
"""

FIND_IMPORT = IMPORT_COLUMNS + "WHERE airmeet_id = :airmeet_id AND import_id = :import_id"

LIST_IMPORTS = (
    IMPORT_COLUMNS
    + """
WHERE airmeet_id = :airmeet_id AND state NOT IN ('uploading', 'discarded')
ORDER BY import_id DESC
LIMIT :size
"""
)

COUNT_WAITING = """
SELECT COUNT(*)
FROM imports
WHERE airmeet_id = :airmeet_id AND state IN ('uploading', 'unmapped', 'checking', 'checked')
"""

LIST_AT_WORK = """
SELECT airmeet_id, import_id
FROM imports
WHERE state = :state AND import_id > ''
ORDER BY import_id
LIMIT :size
"""

FIND_FORGETTABLE = IMPORT_COLUMNS + "WHERE forget_at <= :now ORDER BY forget_at LIMIT 1"

DELETE_IMPORT = "DELETE FROM imports WHERE airmeet_id = :airmeet_id AND import_id = :import_id"


async def insert(tx: Transaction, imported: Import) -> None:
    await tx.run(INSERT_IMPORT, _parameters(imported))


async def update(tx: Transaction, imported: Import) -> None:
    """As it is now, but for what never changes."""
    await tx.run(UPDATE_IMPORT, _parameters(imported))


async def find(tx: Transaction, airmeet_id: str, import_id: str) -> Import | None:
    row = await tx.one(FIND_IMPORT, {"airmeet_id": airmeet_id, "import_id": import_id})
    return _import(row) if row else None


async def list_(tx: Transaction, airmeet_id: str, *, size: int) -> list[Import]:
    """Newest first, without those that never came to anything."""
    return [_import(row) for row in await tx.all(LIST_IMPORTS, {"airmeet_id": airmeet_id, "size": size})]


async def count_waiting(tx: Transaction, airmeet_id: str) -> int:
    """How many were not started yet."""
    row = await tx.one(COUNT_WAITING, {"airmeet_id": airmeet_id})
    return int(row[0]) if row else 0


async def list_at_work(tx: Transaction, *, size: int) -> list[tuple[str, str]]:
    """The ids of airmeet and import: the oldest few of each kind of work."""
    rows = [row for state in NEXT_STATE for row in await tx.all(LIST_AT_WORK, {"state": state, "size": size})]
    return [(airmeet_id, import_id) for airmeet_id, import_id in rows]


async def find_forgettable(tx: Transaction) -> Import | None:
    row = await tx.one(FIND_FORGETTABLE, {"now": tx.now})
    return _import(row) if row else None


async def delete(tx: Transaction, imported: Import) -> None:
    await tx.run(DELETE_IMPORT, {"airmeet_id": imported.airmeet_id, "import_id": imported.import_id})


def _parameters(imported: Import) -> dict[str, object]:
    written = {
        "columns": msgspec.json.encode(imported.columns).decode(),
        "counts": msgspec.json.encode(dict(imported.counts)).decode(),
    }
    return {**msgspec.structs.asdict(imported), **written}


def _import(row: Row) -> Import:
    values = dict(zip(Import.__struct_fields__, row, strict=True))
    return Import(
        **values
        | {
            "state": State(values["state"]),
            "purpose": Purpose(values["purpose"]),
            "has_header": bool(values["has_header"]),
            "columns": msgspec.json.decode(values["columns"], type=list[Meaning]),
            "counts": Counter(msgspec.json.decode(values["counts"], type=dict[str, int])),
            "created_at": Timestamp(values["created_at"]),
        }
    )
