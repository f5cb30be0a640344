"""The dry run of an import: what would come of each row."""

from collections import Counter

import msgspec

from admit.lib.tables import Row
from admit.model.errors import InputWrong
from admit.model.import_rows import Chunk, Outcome, Remark, Verdict
from admit.model.imports import Import, Meaning, Reader
from admit.store import import_rows, standings
from admit.store.database import Transaction

HEADER = Outcome()


class Seen:
    """Which row is the first with an email. No harm is done if it is lost: it is read again out of what is kept."""

    def __init__(self) -> None:
        self._first_rows: dict[str, int] = {}
        self._mapping: tuple[list[Meaning], bool] | None = None
        self._position = 0

    async def catch_up(self, tx: Transaction, imported: Import) -> None:
        """With what another process has checked, or with other meanings of the columns."""
        mapping = (imported.columns, imported.has_header)
        if self._mapping != mapping:
            self._first_rows, self._mapping, self._position = {}, mapping, imported.start_position
        if self._position < imported.position:
            for chunk in await import_rows.list_between(tx, imported, self._position, imported.position):
                self._remember(chunk)

    def first_row(self, email_key: str, number: int) -> int:
        """The row `number` itself, if none before it has this email."""
        return self._first_rows.setdefault(email_key, number)

    def reach(self, position: int) -> None:
        """Every row up to this one was asked for."""
        self._position = position

    def _remember(self, chunk: Chunk) -> None:
        for row, outcome in zip(chunk.rows, chunk.outcomes, strict=True):
            if outcome.email_key is not None:
                self.first_row(outcome.email_key, row.number)
        self.reach(chunk.number)


async def check(tx: Transaction, imported: Import, chunk: Chunk, seen: Seen) -> tuple[list[Outcome], Counter[str]]:
    """What came of each row, and how often it did."""
    await seen.catch_up(tx, imported)
    reader = Reader(imported.columns)
    judged = [_judge(reader, row, seen) if row.number > imported.start_position else (HEADER, "") for row in chunk.rows]
    seen.reach(chunk.number)
    outcomes = await _find_present(tx, imported, [outcome for outcome, _ in judged])
    reasons = [(row, reason) for row, (_, reason) in zip(chunk.rows, judged, strict=True) if reason]
    remarks = [Remark(row.number, row.cells, reason) for row, reason in reasons]
    await import_rows.remark(tx, imported, chunk, remarks, is_kept=False)
    return outcomes, Counter(outcome.verdict for outcome in outcomes if outcome.verdict)


def _judge(reader: Reader, row: Row, seen: Seen) -> tuple[Outcome, str]:
    """With the reason, if the row is to be left out."""
    try:
        email, _ = reader.person(row.cells)
    except InputWrong as refusal:
        return Outcome(verdict=Verdict.WRONG), " ".join(refusal.sentences)
    first = seen.first_row(email.key, row.number)
    if first != row.number:
        return Outcome(email.key, Verdict.TWICE), f"Row {first} has the same email."
    return Outcome(email.key, Verdict.NEW), ""


async def _find_present(tx: Transaction, imported: Import, outcomes: list[Outcome]) -> list[Outcome]:
    """Those who lack nothing of what the import is for are there already."""
    keys = [outcome.email_key for outcome in outcomes if outcome.verdict is Verdict.NEW and outcome.email_key]
    found = await standings.list_(tx, imported.airmeet_id, keys)
    present = {key for key, known in found.items() if imported.purpose.is_met_by(known)}
    return [
        msgspec.structs.replace(outcome, verdict=Verdict.PRESENT)
        if outcome.verdict is Verdict.NEW and outcome.email_key in present
        else outcome
        for outcome in outcomes
    ]
