"""Imports as they go on by themselves: a few rows at a time, each time in one transaction with how far it has come."""

from collections import Counter
from collections.abc import Awaitable, Callable

import msgspec

from admit.actions import attendees, registrations
from admit.actions.imports import ended
from admit.lib.clock import Timestamp
from admit.model.actors import Member
from admit.model.errors import CommunityUnknown, InputWrong
from admit.model.imports import ENDED, NEXT_STATE, Count, Import, ImportRow, State, Verdict
from admit.model.people import Email
from admit.store import import_rows, imports, members
from admit.store.database import Transaction

AT_WORK_MAX = 100
ROWS_AT_ONCE = 100
"""So few that whoever writes meanwhile hardly waits."""
FORGOTTEN_AT_ONCE = 1_000
CHANGED_SINCE = "Was changed after the import, and stays as it is now."

Step = Callable[[Transaction, Member, Import, ImportRow], Awaitable[Counter[str]]]


async def list_at_work(tx: Transaction) -> list[tuple[str, str]]:
    """The ids of airmeet and import."""
    return await imports.list_at_work(tx, size=AT_WORK_MAX)


async def go_on(tx: Transaction, airmeet_id: str, import_id: str) -> None:
    """A few rows further. Raises a Refusal where who started it may not do this any more."""
    imported = await imports.find(tx, airmeet_id, import_id)
    if imported is None or not imported.is_at_work:
        return
    actor = await _actor(tx, imported)
    rows = await import_rows.list_after(tx, imported, imported.position, size=ROWS_AT_ONCE)
    counts = Counter(imported.counts)
    for row in rows:
        counts.update(await STEPS[imported.state](tx, actor, imported, row))
    position = rows[-1].number if rows else imported.last_number
    further = msgspec.structs.replace(imported, position=position, counts=counts)
    await imports.update(tx, further if position < imported.last_number else _finished(further, tx.now))


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
    """Deletes some of the rows whose time is over, and with the last of them an import that came to nothing."""
    imported = await imports.find_forgettable(tx)
    if imported is None:
        return
    are_some_left = await import_rows.delete_some(tx, imported, size=FORGOTTEN_AT_ONCE)
    if imported.state not in ENDED:
        imported = msgspec.structs.replace(imported, state=State.DISCARDED)
    if are_some_left:
        await imports.update(tx, imported)
    elif imported.state in ENDED:
        await imports.update(tx, msgspec.structs.replace(imported, forget_at=None))
    else:
        await imports.delete(tx, imported)


async def _check(tx: Transaction, _: Member, imported: Import, row: ImportRow) -> Counter[str]:
    try:
        email, _details = imported.person(row)
    except InputWrong as refusal:
        return await _judge(tx, imported, row, Verdict.WRONG, reason=" ".join(refusal.sentences))
    earlier = await import_rows.find_earlier(tx, imported, email.key, row.number)
    if earlier is not None:
        return await _judge(tx, imported, row, Verdict.TWICE, email, f"Row {earlier} has the same email.")
    standing = await import_rows.get_standing(tx, imported.airmeet_id, email.key)
    verdict = Verdict.PRESENT if standing.fulfils(imported.purpose) else Verdict.NEW
    return await _judge(tx, imported, row, verdict, email)


async def _judge(
    tx: Transaction,
    imported: Import,
    row: ImportRow,
    verdict: Verdict,
    email: Email | None = None,
    reason: str | None = None,
) -> Counter[str]:
    key = email.key if email else None
    await import_rows.judge(tx, imported, row.number, verdict, email_key=key, reason=reason)
    return Counter([verdict])


async def _add(tx: Transaction, actor: Member, imported: Import, row: ImportRow) -> Counter[str]:
    if row.verdict not in {Verdict.NEW, Verdict.PRESENT}:
        return Counter()
    email, details = imported.person(row)
    airmeet_id = imported.airmeet_id
    before = await import_rows.get_standing(tx, airmeet_id, email.key)
    if before.fulfils(imported.purpose):
        return Counter([Count.ALREADY])
    if imported.purpose.registers:
        await registrations.register(tx, actor, airmeet_id=airmeet_id, email=email, details=details)
    if imported.purpose.authorizes:
        await attendees.authorize(tx, actor, airmeet_id=airmeet_id, email=email, details=details)
    left = await import_rows.get_standing(tx, airmeet_id, email.key)
    has_registered, has_authorized = left.seq != before.seq, left.is_authorized != before.is_authorized
    await import_rows.record(
        tx, imported, row.number, left, has_registered=has_registered, has_authorized=has_authorized
    )
    return Counter({Count.REGISTERED: int(has_registered), Count.AUTHORIZED: int(has_authorized)})


async def _take_back(tx: Transaction, actor: Member, imported: Import, row: ImportRow) -> Counter[str]:
    key, airmeet_id = row.email_key, imported.airmeet_id
    if key is None or not (row.has_registered or row.has_authorized):
        return Counter()
    if await import_rows.get_standing(tx, airmeet_id, key) != row.left:
        await import_rows.judge(tx, imported, row.number, Verdict.KEPT, email_key=key, reason=CHANGED_SINCE)
        return Counter([Verdict.KEPT])
    email = Email(address=key, key=key)
    if row.has_authorized:
        await attendees.revoke(tx, actor, airmeet_id=airmeet_id, email=email)
    if row.has_registered:
        await registrations.remove(tx, actor, airmeet_id=airmeet_id, email=email)
    left = await import_rows.get_standing(tx, airmeet_id, key)
    await import_rows.record(tx, imported, row.number, left, has_registered=False, has_authorized=False)
    return Counter({Count.UNREGISTERED: int(row.has_registered), Count.REVOKED: int(row.has_authorized)})


STEPS: dict[State, Step] = {State.CHECKING: _check, State.RUNNING: _add, State.UNDOING: _take_back}


def _finished(imported: Import, now: Timestamp) -> Import:
    state = NEXT_STATE[imported.state]
    return ended(imported, state, now) if state in ENDED else msgspec.structs.replace(imported, state=state)


async def _actor(tx: Transaction, imported: Import) -> Member:
    """Whoever started it, as they are now."""
    membership = await members.find(tx, imported.community_id, imported.account_id)
    if membership is None:
        raise CommunityUnknown(imported.community_id)
    return Member(membership)
