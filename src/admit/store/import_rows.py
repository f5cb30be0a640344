"""The rows of imports in chunks, with what came of each, and remarks on those that were left out or kept."""

from collections.abc import Sequence

import msgspec

from admit.lib.tables import Row as TableRow
from admit.model.import_rows import Chunk, Outcome, Remark
from admit.model.imports import Import
from admit.store.database import Row, Transaction

INSERT_CHUNK = """
INSERT INTO import_chunks (airmeet_id, import_id, number, cells, outcomes)
VALUES (:airmeet_id, :import_id, :number, :cells, :outcomes)
"""

LIST_BETWEEN = """
SELECT number, cells, outcomes
FROM import_chunks
WHERE airmeet_id = :airmeet_id AND import_id = :import_id AND number > :after AND number <= :up_to
ORDER BY number
LIMIT :size
"""

UPDATE_OUTCOMES = """
UPDATE import_chunks
SET outcomes = :outcomes
WHERE airmeet_id = :airmeet_id AND import_id = :import_id AND number = :number
"""

INSERT_REMARK = """
INSERT INTO import_remarks (airmeet_id, import_id, is_kept, number, cells, reason)
VALUES (:airmeet_id, :import_id, :is_kept, :number, :cells, :reason)
"""

LIST_REMARKS = """
SELECT number, cells, reason
FROM import_remarks
WHERE airmeet_id = :airmeet_id AND import_id = :import_id AND is_kept = :is_kept AND number > :after
ORDER BY number
LIMIT :size
"""

DELETE_REMARKS = """
DELETE FROM import_remarks
WHERE airmeet_id = :airmeet_id AND import_id = :import_id AND is_kept = :is_kept
AND number >= :first AND number <= :last
"""

DELETE_SOME_CHUNKS = """
DELETE FROM import_chunks
WHERE airmeet_id = :airmeet_id AND import_id = :import_id AND number IN (
    SELECT number
    FROM import_chunks
    WHERE airmeet_id = :airmeet_id AND import_id = :import_id
    ORDER BY number
    LIMIT :size
)
"""

DELETE_SOME_REMARKS = """
DELETE FROM import_remarks
WHERE airmeet_id = :airmeet_id AND import_id = :import_id AND is_kept = :is_kept AND number IN (
    SELECT number
    FROM import_remarks
    WHERE airmeet_id = :airmeet_id AND import_id = :import_id AND is_kept = :is_kept
    ORDER BY number
    LIMIT :size
)
"""

CHUNKS_MAX = 1_000
"""More than an import has."""

_rows = msgspec.json.Decoder(list[TableRow])
_outcomes = msgspec.json.Decoder(list[Outcome])


async def insert(tx: Transaction, imported: Import, rows: Sequence[TableRow]) -> None:
    """A chunk."""
    chunk = {"number": rows[-1].number, "cells": _text(rows), "outcomes": _text([Outcome()] * len(rows))}
    await tx.run(INSERT_CHUNK, {**_key(imported), **chunk})


async def list_between(
    tx: Transaction, imported: Import, after: int, up_to: int, *, size: int = CHUNKS_MAX
) -> list[Chunk]:
    """Those behind the row `after` that reach no further than the row `up_to`."""
    rows = await tx.all(LIST_BETWEEN, {**_key(imported), "after": after, "up_to": up_to, "size": size})
    return [Chunk(number, _rows.decode(cells), _outcomes.decode(outcomes)) for number, cells, outcomes in rows]


async def update(tx: Transaction, imported: Import, chunk: Chunk) -> None:
    """With its outcomes as they are now."""
    await tx.run(UPDATE_OUTCOMES, {**_key(imported), "number": chunk.number, "outcomes": _text(chunk.outcomes)})


async def remark(tx: Transaction, imported: Import, chunk: Chunk, remarks: Sequence[Remark], *, is_kept: bool) -> None:
    """On rows of this chunk, in place of what was remarked before."""
    bounds = {"first": chunk.rows[0].number, "last": chunk.number}
    await tx.run(DELETE_REMARKS, {**_key(imported), "is_kept": is_kept, **bounds})
    rows = [
        {**_key(imported), "is_kept": is_kept, "number": each.number, "cells": _text(each.cells), "reason": each.reason}
        for each in remarks
    ]
    await tx.run_each(INSERT_REMARK, rows)


async def list_remarks(tx: Transaction, imported: Import, after: int, *, is_kept: bool, size: int) -> list[Remark]:
    """On the rows left out, or else on those that undoing kept."""
    rows = await tx.all(LIST_REMARKS, {**_key(imported), "is_kept": is_kept, "after": after, "size": size})
    return [_remark(row) for row in rows]


async def delete_some(tx: Transaction, imported: Import, *, chunks: int, remarks: int) -> bool:
    """At most so many of each. False when nothing was left."""
    deleted = await tx.run(DELETE_SOME_CHUNKS, {**_key(imported), "size": chunks})
    for is_kept in (True, False):
        deleted += await tx.run(DELETE_SOME_REMARKS, {**_key(imported), "is_kept": is_kept, "size": remarks})
    return deleted > 0


def _key(imported: Import) -> dict[str, object]:
    return {"airmeet_id": imported.airmeet_id, "import_id": imported.import_id}


def _text(values: object) -> str:
    return msgspec.json.encode(values).decode()


def _remark(row: Row) -> Remark:
    number, cells, reason = row
    return Remark(number, msgspec.json.decode(cells, type=list[str]), reason)
