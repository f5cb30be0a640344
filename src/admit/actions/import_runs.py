"""People brought onto an airmeet's lists by an import, and taken off them again: many at once, by the rules for one."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from admit.actions import presences
from admit.lib import ids
from admit.model.guests import Standing
from admit.model.import_rows import Chunk, Known, Outcome, Remark, Verdict
from admit.model.imports import Count, Import, Reader
from admit.model.people import Details, Email
from admit.store import airmeets, attendees, import_rows, people, registrations, standings
from admit.store.database import Transaction

CHANGED_SINCE = "Was changed or came after the import, and stays as it is now."
ADDABLE = {Verdict.NEW, Verdict.PRESENT}


class Addition(msgspec.Struct, frozen=True, gc=False):
    """What somebody lacks of what the import is for. `at` is where in the chunk their row is."""

    at: int
    email: Email
    details: Details
    before: Known
    registers: bool
    authorizes: bool

    @property
    def takes_place(self) -> bool:
        """Who is registered has theirs."""
        return self.registers or self.before.seq is None


async def add(tx: Transaction, imported: Import, chunk: Chunk) -> tuple[list[Outcome], Counter[str]]:
    """As `registrations.register` and `attendees.authorize` do, in the order of the rows."""
    additions, already = await _list_additions(tx, imported, chunk)
    registered, authorized = sum(each.registers for each in additions), sum(each.authorizes for each in additions)
    places = sum(each.takes_place for each in additions)
    seq = await airmeets.count_many(
        tx, imported.airmeet_id, places=places, registered=registered, authorized=authorized
    )
    outcomes = list(chunk.outcomes)
    for each in additions:
        outcomes[each.at] = await _add(tx, imported.airmeet_id, each, outcomes[each.at], seq)
        seq += each.takes_place
    return outcomes, Counter({Count.REGISTERED: registered, Count.AUTHORIZED: authorized, Count.ALREADY: already})


async def take_back(tx: Transaction, imported: Import, chunk: Chunk) -> tuple[list[Outcome], Counter[str]]:
    """What the import added goes, but for those who were changed or came since. Another try may find others."""
    added = {
        at: outcome for at, outcome in enumerate(chunk.outcomes) if outcome.has_registered or outcome.has_authorized
    }
    found = await standings.list_(tx, imported.airmeet_id, [_key(outcome) for outcome in added.values()])
    kept = {at for at, outcome in added.items() if not outcome.is_left_as(found[_key(outcome)])}
    outcomes = list(chunk.outcomes)
    for at in added.keys() - kept:
        await _take_back(tx, imported.airmeet_id, outcomes[at])
        outcomes[at] = Outcome(outcomes[at].email_key, outcomes[at].verdict)
    await _remark_on(tx, imported, chunk, sorted(kept))
    undone = [added[at] for at in added.keys() - kept]
    unregistered = sum(each.has_registered for each in undone)
    revoked = sum(each.has_authorized for each in undone)
    await airmeets.count_many(tx, imported.airmeet_id, places=0, registered=-unregistered, authorized=-revoked)
    return outcomes, Counter({Count.UNREGISTERED: unregistered, Count.REVOKED: revoked, Verdict.KEPT: len(kept)})


async def _list_additions(tx: Transaction, imported: Import, chunk: Chunk) -> tuple[list[Addition], int]:
    """With the number of those who lack nothing any more."""
    due = [at for at, outcome in enumerate(chunk.outcomes) if outcome.verdict in ADDABLE]
    reader = Reader(imported.columns)
    persons = [reader.person(chunk.rows[at].cells) for at in due]
    found = await standings.list_(tx, imported.airmeet_id, [email.key for email, _ in persons])
    registers, authorizes = imported.purpose.registers, imported.purpose.authorizes
    additions = []
    for at, (email, details) in zip(due, persons, strict=True):
        before = found[email.key]
        lacks = registers and before.seq is None, authorizes and not before.is_authorized
        if any(lacks):
            additions.append(Addition(at, _as_first_given(email, before), details, before, *lacks))
    return additions, len(due) - len(additions)


def _as_first_given(email: Email, before: Known) -> Email:
    return email if before.address is None else msgspec.structs.replace(email, address=before.address)


async def _add(tx: Transaction, airmeet_id: str, person: Addition, outcome: Outcome, next_seq: int) -> Outcome:
    email, details, before = person.email, person.details, person.before
    if person.registers:
        await people.insert_if_new(tx, email, details)
        await registrations.insert(tx, airmeet_id=airmeet_id, seq=next_seq, email=email, details=details)
        if before.is_attendee:
            await attendees.place_beside_registration(tx, airmeet_id=airmeet_id, email_key=email.key, seq=next_seq)
    seq = next_seq if person.registers else before.seq
    if person.authorizes:
        standing = Standing(seq=next_seq if seq is None else seq, is_registered=seq is not None)
        code = ids.new_entry_code()
        await attendees.authorize(tx, airmeet_id=airmeet_id, standing=standing, email=email, details=details, code=code)
    return msgspec.structs.replace(
        outcome,
        has_registered=person.registers,
        has_authorized=person.authorizes,
        has_readmitted=person.authorizes and before.is_attendee,
        seq=seq,
        is_authorized=before.is_authorized or person.authorizes,
    )


async def _take_back(tx: Transaction, airmeet_id: str, outcome: Outcome) -> None:
    email_key = _key(outcome)
    if outcome.has_registered:
        await registrations.delete(tx, airmeet_id, email_key)
        await attendees.leave_alone(tx, airmeet_id, email_key)
    if outcome.has_readmitted:
        await attendees.revoke(tx, airmeet_id, email_key)
        await presences.send_away(tx, airmeet_id, email_key)
    elif outcome.has_authorized:
        await attendees.delete(tx, airmeet_id, email_key)


async def _remark_on(tx: Transaction, imported: Import, chunk: Chunk, kept: Sequence[int]) -> None:
    rows = [chunk.rows[at] for at in kept]
    remarks = [Remark(row.number, row.cells, CHANGED_SINCE) for row in rows]
    await import_rows.remark(tx, imported, chunk, remarks, is_kept=True)


def _key(outcome: Outcome) -> str:
    """Only who has one is added."""
    if outcome.email_key is None:
        raise AssertionError("Nobody was added out of a row without an email.")
    return outcome.email_key
