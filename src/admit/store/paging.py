"""Keyset paging: a page costs what its rows cost, however long the list."""

from admit.model.paging import PageRequest
from admit.store.database import Parameters, Row, Transaction

AFTER = """
AND seq > :cursor
ORDER BY seq
LIMIT :size
"""

BEFORE = """
AND seq < :cursor
ORDER BY seq DESC
LIMIT :size
"""


async def list_rows(
    tx: Transaction, *, after: str, before: str, parameters: Parameters, wanted: PageRequest
) -> list[Row]:
    """Oldest first. `after` and `before` take :cursor and :size, and give the rows nearest to the cursor first."""
    if wanted.after is None and wanted.before is not None:
        rows = await tx.all(before, {**parameters, "cursor": wanted.before, "size": wanted.size})
        return rows[::-1]
    return await tx.all(after, {**parameters, "cursor": wanted.after or 0, "size": wanted.size})
