"""People brought onto an airmeet's lists by an import, and taken off them again: many at once, by the rules for one."""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from admit.actions import presences
from admit.lib import ids
from admit.model.guests import Standing
from admit.model.import_rows import Chunk, Known, Outcome, Remark, Verdict
from admit.model.imports import Count, Import, Reader
from admit.model.people import Details, Email
from admit.store import airmeets, attendees, import_rows, registrations, standings
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
        return self.registers or self.before.seq is None

    def place(self, seqs: Iterator[int]) -> Standing:
        """Who is registered has theirs; anybody else takes the next."""
        seq = next(seqs) if self.registers or self.before.seq is None else self.before.seq
        return Standing(seq=seq, is_registered=self.registers or self.before.seq is not None)


async def add(tx: Transaction, imported: Import, chunk: Chunk) -> tuple[list[Outcome], Counter[str]]:
    """As `registrations.register` and `attendees.authorize` do, in the order of the rows."""
    airmeet_id = imported.airmeet_id
    additions, already = await _list_additions(tx, imported, chunk)
    registered, authorized = sum(each.registers for each in additions), sum(each.authorizes for each in additions)
    places = sum(each.takes_place for each in additions)
    first_seq = await airmeets.count_many(tx, airmeet_id, places=places, registered=registered, authorized=authorized)
    seqs = itertools.count(first_seq)
    placed = [(each, each.place(seqs)) for each in additions]
    await _register(tx, airmeet_id, [(each, standing.seq) for each, standing in placed if each.registers])
    await _authorize(tx, airmeet_id, [(each, standing) for each, standing in placed if each.authorizes])
    outcomes = list(chunk.outcomes)
    for each, standing in placed:
        outcomes[each.at] = _added(outcomes[each.at], each, standing)
    return outcomes, Counter({Count.REGISTERED: registered, Count.AUTHORIZED: authorized, Count.ALREADY: already})


async def take_back(tx: Transaction, imported: Import, chunk: Chunk) -> tuple[list[Outcome], Counter[str]]:
    """What the import added goes, but for those who were changed or came since. Another try may find others."""
    added = {
        at: outcome for at, outcome in enumerate(chunk.outcomes) if outcome.has_registered or outcome.has_authorized
    }
    found = await standings.list_(tx, imported.airmeet_id, [_key(outcome) for outcome in added.values()])
    kept = {at for at, outcome in added.items() if not outcome.is_left_as(found[_key(outcome)])}
    undone = [outcome for at, outcome in added.items() if at not in kept]
    await _take_back(tx, imported.airmeet_id, undone)
    outcomes = list(chunk.outcomes)
    for at in added.keys() - kept:
        outcomes[at] = Outcome(outcomes[at].email_key, outcomes[at].verdict)
    await _remark_on(tx, imported, chunk, sorted(kept))
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


async def _register(tx: Transaction, airmeet_id: str, placed: Sequence[tuple[Addition, int]]) -> None:
    await registrations.insert(tx, airmeet_id, [(seq, each.email, each.details) for each, seq in placed])
    beside = {each.email.key: seq for each, seq in placed if each.before.is_attendee}
    await attendees.place_beside_registrations(tx, airmeet_id, beside)


async def _authorize(tx: Transaction, airmeet_id: str, placed: Sequence[tuple[Addition, Standing]]) -> None:
    authorized = [(standing, each.email, each.details, ids.new_entry_code()) for each, standing in placed]
    await attendees.authorize_many(tx, airmeet_id, authorized)


def _added(outcome: Outcome, person: Addition, standing: Standing) -> Outcome:
    return Outcome(
        email_key=outcome.email_key,
        verdict=outcome.verdict,
        has_registered=person.registers,
        has_authorized=person.authorizes,
        has_readmitted=person.authorizes and person.before.is_attendee,
        seq=standing.seq if standing.is_registered else None,
        is_authorized=person.before.is_authorized or person.authorizes,
    )


async def _take_back(tx: Transaction, airmeet_id: str, added: Sequence[Outcome]) -> None:
    registered = [_key(each) for each in added if each.has_registered]
    await registrations.delete_many(tx, airmeet_id, registered)
    await attendees.leave_alone(tx, airmeet_id, registered)
    new = [_key(each) for each in added if each.has_authorized and not each.has_readmitted]
    await attendees.delete_many(tx, airmeet_id, new)
    for each in added:
        if each.has_readmitted:
            await attendees.revoke(tx, airmeet_id, _key(each))
            await presences.send_away(tx, airmeet_id, _key(each))


async def _remark_on(tx: Transaction, imported: Import, chunk: Chunk, kept: Sequence[int]) -> None:
    rows = [chunk.rows[at] for at in kept]
    remarks = [Remark(row.number, row.cells, CHANGED_SINCE) for row in rows]
    await import_rows.remark(tx, imported, chunk, remarks, is_kept=True)


def _key(outcome: Outcome) -> str:
    """Only who has one is added."""
    if outcome.email_key is None:
        raise AssertionError("Nobody was added out of a row without an email.")
    return outcome.email_key
