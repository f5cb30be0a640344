"""Imports as they go on by themselves: a chunk of rows at a time, in one transaction with how far it has come."""

from collections import Counter

import msgspec

from admit.actions import import_checks, import_runs
from admit.actions.airmeets import require_writing
from admit.actions.import_checks import Seen
from admit.actions.imports import ended
from admit.lib.clock import Timestamp
from admit.model.actors import Member
from admit.model.errors import CommunityUnknown
from admit.model.import_rows import Chunk, Outcome
from admit.model.imports import ENDED, NEXT_STATE, Import, State
from admit.store import import_rows, imports, members
from admit.store.database import Transaction

AT_WORK_MAX = 4
"""How many of a kind take turns. The others wait until one of them is done."""
CHUNKS_FORGOTTEN_AT_ONCE = 20
REMARKS_FORGOTTEN_AT_ONCE = 500


async def list_at_work(tx: Transaction) -> list[tuple[str, str]]:
    """The ids of airmeet and import."""
    return await imports.list_at_work(tx, size=AT_WORK_MAX)


async def go_on(tx: Transaction, airmeet_id: str, import_id: str, seen: Seen) -> None:
    """A chunk further. Raises a Refusal where who started it may not do this any more."""
    imported = await imports.find(tx, airmeet_id, import_id)
    if imported is None or not imported.is_at_work:
        return
    await require_writing(tx, await _actor(tx, imported), airmeet_id)
    for chunk in await import_rows.list_between(tx, imported, imported.position, imported.last_number, size=1):
        outcomes, counts = await _deal_with(tx, imported, chunk, seen)
        await import_rows.update(tx, imported, msgspec.structs.replace(chunk, outcomes=outcomes))
        imported = msgspec.structs.replace(imported, position=chunk.number, counts=imported.counts + counts)
    await imports.update(tx, imported if imported.position < imported.last_number else _finished(imported, tx.now))


async def stop(tx: Transaction, airmeet_id: str, import_id: str, note: str) -> None:
    """What is done stays done, and may be undone."""
    imported = await imports.find(tx, airmeet_id, import_id)
    if imported is None or not imported.is_at_work:
        return
    if imported.state is State.CHECKING:
        await imports.update(tx, msgspec.structs.replace(imported, state=State.UNMAPPED, note=note))
    else:
        await imports.update(tx, ended(imported, State.STOPPED, tx.now, note))


async def is_any_forgettable(tx: Transaction) -> bool:
    return await imports.find_forgettable(tx) is not None


async def forget(tx: Transaction) -> None:
    """Deletes some of the rows whose time is over, and after the last of them an import that came to nothing."""
    imported = await imports.find_forgettable(tx)
    if imported is None:
        return
    were_some_left = await import_rows.delete_some(
        tx, imported, chunks=CHUNKS_FORGOTTEN_AT_ONCE, remarks=REMARKS_FORGOTTEN_AT_ONCE
    )
    if imported.state not in ENDED:
        imported = msgspec.structs.replace(imported, state=State.DISCARDED)
    if were_some_left:
        await imports.update(tx, imported)
    elif imported.state in ENDED:
        await imports.update(tx, msgspec.structs.replace(imported, forget_at=None))
    else:
        await imports.delete(tx, imported)


async def _deal_with(tx: Transaction, imported: Import, chunk: Chunk, seen: Seen) -> tuple[list[Outcome], Counter[str]]:
    match imported.state:
        case State.CHECKING:
            return await import_checks.check(tx, imported, chunk, seen)
        case State.RUNNING:
            return await import_runs.add(tx, imported, chunk)
        case State.UNDOING:
            return await import_runs.take_back(tx, imported, chunk)
        case _:
            raise AssertionError(f"An import that is {imported.state} is not at work.")


def _finished(imported: Import, now: Timestamp) -> Import:
    state = NEXT_STATE[imported.state]
    return ended(imported, state, now) if state in ENDED else msgspec.structs.replace(imported, state=state)


async def _actor(tx: Transaction, imported: Import) -> Member:
    """Whoever started it, as they are now."""
    membership = await members.find(tx, imported.community_id, imported.account_id)
    if membership is None:
        raise CommunityUnknown(imported.community_id)
    return Member(membership)
