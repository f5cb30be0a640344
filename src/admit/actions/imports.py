"""Imports as people meet them: uploaded, looked at, started, stopped and undone."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import msgspec

from admit.actions import activities
from admit.actions.airmeets import require_writing
from admit.lib import ids, tables
from admit.lib.clock import Timestamp, timestamp, to_datetime
from admit.lib.tables import Row, Table
from admit.model import columns
from admit.model.activities import Kind
from admit.model.actors import Member
from admit.model.airmeets import Airmeet
from admit.model.errors import ImportMoved, ImportUnknown, InputWrong
from admit.model.import_rows import Remark, Verdict
from admit.model.imports import (
    KEPT_DAYS,
    MAPPABLE,
    Import,
    Meaning,
    Purpose,
    State,
    require_mapped,
)
from admit.store import import_rows, imports
from admit.store.database import Transaction

SAMPLE_ROWS = 5
LISTED_MAX = 100
WAITING_MAX = 20
CHUNK_ROWS = 500
"""So few that whoever writes while they are dealt with hardly waits."""


class View(msgspec.Struct, frozen=True):
    """An import as its page shows it: the first rows where columns are chosen, and the first left out and kept."""

    airmeet: Airmeet
    imported: Import
    sample: list[Row]
    left_out: list[Remark]
    kept: list[Remark]


async def list_(tx: Transaction, actor: Member, airmeet_id: str) -> tuple[Airmeet, list[Import]]:
    """The airmeet with its latest imports, newest first."""
    airmeet = await require_writing(tx, actor, airmeet_id)
    return airmeet, await imports.list_(tx, airmeet_id, size=LISTED_MAX)


async def begin(
    tx: Transaction, actor: Member, airmeet_id: str, *, table: Table, source: str, purpose: Purpose
) -> Import:
    """Its rows follow by `add_rows`, and then `finish_upload`. Raises InputWrong where too many wait already."""
    airmeet = await require_writing(tx, actor, airmeet_id)
    if await imports.count_waiting(tx, airmeet_id) >= WAITING_MAX:
        raise InputWrong(f"{WAITING_MAX} uploads wait to be started; start or discard one of them first.")
    has_header, meanings = columns.guess([row.cells for row in table.rows[: tables.SAMPLE_ROWS]], table.width)
    imported = Import(
        airmeet_id=airmeet_id,
        import_id=ids.new_id(),
        community_id=airmeet.community_id,
        account_id=actor.membership.account_id,
        state=State.UPLOADING,
        purpose=purpose,
        source=source,
        encoding=table.encoding,
        has_header=has_header,
        columns=meanings,
        row_count=len(table.rows),
        first_number=table.rows[0].number,
        last_number=table.rows[-1].number,
        position=0,
        counts=Counter(),
        note="",
        created_at=tx.now,
        forget_at=days_later(tx.now),
    )
    await imports.insert(tx, imported)
    return imported


async def add_rows(tx: Transaction, actor: Member, airmeet_id: str, import_id: str, rows: Sequence[Row]) -> None:
    imported = await _get_uploading(tx, actor, airmeet_id, import_id)
    for first in range(0, len(rows), CHUNK_ROWS):
        await import_rows.insert(tx, imported, rows[first : first + CHUNK_ROWS])


async def finish_upload(tx: Transaction, actor: Member, airmeet_id: str, import_id: str) -> None:
    """From here on it is checked by itself, if the guess makes people of its columns."""
    imported = await _get_uploading(tx, actor, airmeet_id, import_id)
    try:
        require_mapped(imported.columns)
    except InputWrong:
        await imports.update(tx, msgspec.structs.replace(imported, state=State.UNMAPPED))
    else:
        await imports.update(tx, _checked_anew(imported))


async def get(tx: Transaction, actor: Member, airmeet_id: str, import_id: str) -> Import:
    """Raises ImportUnknown."""
    await require_writing(tx, actor, airmeet_id)
    imported = await imports.find(tx, airmeet_id, import_id)
    if imported is None or imported.state in {State.UPLOADING, State.DISCARDED}:
        raise ImportUnknown
    return imported


async def view(tx: Transaction, actor: Member, airmeet_id: str, import_id: str) -> View:
    imported = await get(tx, actor, airmeet_id, import_id)
    return View(
        airmeet=await require_writing(tx, actor, airmeet_id),
        imported=imported,
        sample=await _list_first(tx, imported) if imported.state in {State.UNMAPPED, State.CHECKED} else [],
        left_out=await import_rows.list_remarks(tx, imported, 0, is_kept=False, size=LISTED_MAX),
        kept=await import_rows.list_remarks(tx, imported, 0, is_kept=True, size=LISTED_MAX),
    )


async def list_left_out(
    tx: Transaction, actor: Member, airmeet_id: str, import_id: str, after: int, *, size: int
) -> list[Remark]:
    imported = await get(tx, actor, airmeet_id, import_id)
    return await import_rows.list_remarks(tx, imported, after, is_kept=False, size=size)


async def find_header(tx: Transaction, actor: Member, airmeet_id: str, import_id: str) -> list[str]:
    """Empty if there is none."""
    imported = await get(tx, actor, airmeet_id, import_id)
    rows = await _list_first(tx, imported) if imported.has_header else []
    return rows[0].cells if rows else []


async def map_columns(
    tx: Transaction,
    actor: Member,
    airmeet_id: str,
    import_id: str,
    *,
    meanings: list[Meaning],
    has_header: bool,
    purpose: Purpose,
) -> None:
    """Every row is checked anew. Raises InputWrong, and ImportMoved once the import has been started."""
    imported = await _get_in(tx, actor, airmeet_id, import_id, MAPPABLE)
    if len(meanings) != len(imported.columns):
        raise InputWrong("Say of each column what it holds.")
    require_mapped(meanings)
    changed = msgspec.structs.replace(imported, columns=meanings, has_header=has_header, purpose=purpose)
    await imports.update(tx, _checked_anew(changed))


async def start(tx: Transaction, actor: Member, airmeet_id: str, import_id: str) -> None:
    """By the right of who starts it, which is looked at again at each step."""
    imported = await _get_in(tx, actor, airmeet_id, import_id, (State.CHECKED,))
    await imports.update(tx, _at_work(imported, actor, State.RUNNING))
    await _record(tx, actor, Kind.PEOPLE_IMPORTED, imported, imported.counts[Verdict.NEW])


async def cancel(tx: Transaction, actor: Member, airmeet_id: str, import_id: str) -> State:
    """What has not begun is discarded; what is running stops where it is, and may be undone: its state from now on."""
    imported = await _get_in(tx, actor, airmeet_id, import_id, (*MAPPABLE, State.RUNNING))
    if imported.state is State.RUNNING:
        stopped = ended(imported, State.STOPPED, tx.now)
        await _record(tx, actor, Kind.IMPORT_STOPPED, imported, imported.added_count)
    else:
        stopped = msgspec.structs.replace(imported, state=State.DISCARDED, forget_at=tx.now)
    await imports.update(tx, stopped)
    return stopped.state


async def undo(tx: Transaction, actor: Member, airmeet_id: str, import_id: str) -> None:
    """Takes back what the import added, and nothing else."""
    imported = await get(tx, actor, airmeet_id, import_id)
    if not imported.may_be_undone:
        raise ImportMoved
    counts = imported.counts.copy()
    del counts[Verdict.KEPT]
    await imports.update(tx, _at_work(msgspec.structs.replace(imported, counts=counts), actor, State.UNDOING))
    await _record(tx, actor, Kind.IMPORT_UNDONE, imported, imported.added_count)


async def _record(tx: Transaction, actor: Member, kind: Kind, imported: Import, count: int) -> None:
    """Once for all of its people, who would bury what else the log tells."""
    subject = f"{imported.source} ({count:,})"
    await activities.record(tx, actor, imported.community_id, kind, airmeet_id=imported.airmeet_id, subject=subject)


async def _list_first(tx: Transaction, imported: Import) -> list[Row]:
    chunks = await import_rows.list_between(tx, imported, 0, imported.last_number, size=1)
    return [row for chunk in chunks for row in chunk.rows[:SAMPLE_ROWS]]


def ended(imported: Import, state: State, now: Timestamp, note: str = "") -> Import:
    return msgspec.structs.replace(imported, state=state, note=note, ended_at=now, forget_at=days_later(now))


def days_later(now: Timestamp) -> Timestamp:
    return timestamp(to_datetime(now) + timedelta(days=KEPT_DAYS))


async def _get_uploading(tx: Transaction, actor: Member, airmeet_id: str, import_id: str) -> Import:
    await require_writing(tx, actor, airmeet_id)
    imported = await imports.find(tx, airmeet_id, import_id)
    if imported is None or imported.state is not State.UPLOADING:
        raise ImportUnknown
    return imported


async def _get_in(tx: Transaction, actor: Member, airmeet_id: str, import_id: str, states: tuple[State, ...]) -> Import:
    imported = await get(tx, actor, airmeet_id, import_id)
    if imported.state not in states:
        raise ImportMoved
    return imported


def _checked_anew(imported: Import) -> Import:
    return msgspec.structs.replace(
        imported, state=State.CHECKING, position=imported.start_position, counts=Counter(), note=""
    )


def _at_work(imported: Import, actor: Member, state: State) -> Import:
    return msgspec.structs.replace(
        imported,
        state=state,
        account_id=actor.membership.account_id,
        position=imported.start_position,
        note="",
        forget_at=None,
    )
