"""The rows of imports, and what came of each."""

from collections.abc import Sequence

import msgspec

from admit.lib.tables import Row as TableRow
from admit.model.imports import Import, ImportRow, Standing, Verdict
from admit.store.database import Row, Transaction

INSERT_ROW = """
INSERT INTO import_rows (airmeet_id, import_id, number, cells)
VALUES (:airmeet_id, :import_id, :number, :cells)
"""

ROW_COLUMNS = """
SELECT number, cells, email_key, verdict, reason, has_registered, has_authorized, seq, is_authorized
FROM import_rows
"""

AFTER = """
WHERE airmeet_id = :airmeet_id AND import_id = :import_id AND number > :after
"""

NEXT = """
ORDER BY number
LIMIT :size
"""

LIST_AFTER = ROW_COLUMNS + AFTER + NEXT
LIST_WITH_REASONS = ROW_COLUMNS + AFTER + "AND reason IS NOT NULL AND (verdict = 'kept') = :is_kept" + NEXT

FIND_EARLIER = """
SELECT number
FROM import_rows
WHERE airmeet_id = :airmeet_id AND import_id = :import_id AND email_key = :email_key AND number < :number
ORDER BY number
LIMIT 1
"""

JUDGE = """
UPDATE import_rows
SET email_key = :email_key, verdict = :verdict, reason = :reason
WHERE airmeet_id = :airmeet_id AND import_id = :import_id AND number = :number
"""

RECORD = """
UPDATE import_rows
SET has_registered = :has_registered, has_authorized = :has_authorized, seq = :seq, is_authorized = :is_authorized
WHERE airmeet_id = :airmeet_id AND import_id = :import_id AND number = :number
"""

STANDING = """
SELECT
    (SELECT r.seq FROM registrations r WHERE r.airmeet_id = m.airmeet_id AND r.email_key = :email_key),
    EXISTS (
        SELECT 1
        FROM attendees a
        WHERE a.airmeet_id = m.airmeet_id AND a.email_key = :email_key AND a.revoked_at IS NULL
    )
FROM airmeets m
WHERE m.airmeet_id = :airmeet_id
"""

DELETE_UP_TO = """
DELETE FROM import_rows
WHERE airmeet_id = :airmeet_id AND import_id = :import_id AND number <= :number
"""


async def insert(tx: Transaction, airmeet_id: str, import_id: str, rows: Sequence[TableRow]) -> None:
    for row in rows:
        cells = msgspec.json.encode(row.cells).decode()
        values = {"airmeet_id": airmeet_id, "import_id": import_id, "number": row.number, "cells": cells}
        await tx.run(INSERT_ROW, values)


async def list_after(tx: Transaction, imported: Import, after: int, *, size: int) -> list[ImportRow]:
    rows = await tx.all(LIST_AFTER, {**_key(imported), "after": after, "size": size})
    return [_row(row) for row in rows]


async def list_with_reasons(
    tx: Transaction, imported: Import, after: int, *, is_kept: bool, size: int
) -> list[ImportRow]:
    """Those left out, or else those that undoing kept."""
    rows = await tx.all(LIST_WITH_REASONS, {**_key(imported), "after": after, "is_kept": is_kept, "size": size})
    return [_row(row) for row in rows]


async def find_earlier(tx: Transaction, imported: Import, email_key: str, number: int) -> int | None:
    """The number of the first row above with the same email."""
    row = await tx.one(FIND_EARLIER, {**_key(imported), "email_key": email_key, "number": number})
    return int(row[0]) if row else None


async def judge(
    tx: Transaction, imported: Import, number: int, verdict: Verdict, *, email_key: str | None, reason: str | None
) -> None:
    judged = {"number": number, "verdict": verdict, "email_key": email_key, "reason": reason}
    await tx.run(JUDGE, {**_key(imported), **judged})


async def record(
    tx: Transaction, imported: Import, number: int, left: Standing, *, has_registered: bool, has_authorized: bool
) -> None:
    done = {"number": number, "has_registered": has_registered, "has_authorized": has_authorized}
    await tx.run(RECORD, {**_key(imported), **done, "seq": left.seq, "is_authorized": left.is_authorized})


async def get_standing(tx: Transaction, airmeet_id: str, email_key: str) -> Standing:
    row = await tx.one(STANDING, {"airmeet_id": airmeet_id, "email_key": email_key})
    return Standing(seq=row[0], is_authorized=bool(row[1])) if row else Standing()


async def delete_some(tx: Transaction, imported: Import, *, size: int) -> bool:
    """False once none is left."""
    rows = await tx.all(LIST_AFTER, {**_key(imported), "after": 0, "size": size})
    if rows:
        await tx.run(DELETE_UP_TO, {**_key(imported), "number": rows[-1][0]})
    return len(rows) == size


def _key(imported: Import) -> dict[str, object]:
    return {"airmeet_id": imported.airmeet_id, "import_id": imported.import_id}


def _row(row: Row) -> ImportRow:
    number, cells, email_key, verdict, reason, has_registered, has_authorized, seq, is_authorized = row
    return ImportRow(
        number=number,
        cells=msgspec.json.decode(cells, type=list[str]),
        email_key=email_key,
        verdict=Verdict(verdict) if verdict else None,
        reason=reason,
        has_registered=bool(has_registered),
        has_authorized=bool(has_authorized),
        left=Standing(seq=seq, is_authorized=bool(is_authorized)),
    )
