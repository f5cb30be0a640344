"""Imports: a table of people, what its columns mean, and what came of each row."""

from collections import Counter
from enum import StrEnum

import msgspec

from admit.lib.clock import Timestamp
from admit.model.errors import InputWrong
from admit.model.people import Details, Email, parse_person

FILE_BYTES_MAX = 20 * 1024 * 1024
ROWS_MAX = 100_000
COLUMNS_MAX = 100
KEPT_DAYS = 7
"""How long the uploaded rows are kept, after the upload and again after the end."""


class State(StrEnum):
    UPLOADING = "uploading"
    UNMAPPED = "unmapped"
    CHECKING = "checking"
    CHECKED = "checked"
    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    UNDOING = "undoing"
    UNDONE = "undone"
    DISCARDED = "discarded"


NEXT_STATE = {State.CHECKING: State.CHECKED, State.RUNNING: State.FINISHED, State.UNDOING: State.UNDONE}
"""What is at work by itself, and what it becomes once every row is dealt with."""
MAPPABLE = (State.UNMAPPED, State.CHECKING, State.CHECKED)
UNDOABLE = (State.FINISHED, State.STOPPED)
ENDED = (*UNDOABLE, State.UNDONE)


class Purpose(StrEnum):
    REGISTER = "register"
    AUTHORIZE = "authorize"
    BOTH = "both"

    @property
    def registers(self) -> bool:
        return self is not Purpose.AUTHORIZE

    @property
    def authorizes(self) -> bool:
        return self is not Purpose.REGISTER


class Meaning(StrEnum):
    """What a column holds. Several columns may be ignored, and no other meaning occurs twice."""

    IGNORED = ""
    EMAIL = "email"
    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    CITY = "city"
    COUNTRY = "country"
    ORGANISATION = "organisation"
    DESIGNATION = "designation"


class Verdict(StrEnum):
    NEW = "new"
    PRESENT = "present"
    TWICE = "twice"
    WRONG = "wrong"
    KEPT = "kept"
    """Undoing the import left this one as it is, who has changed since."""


class Count(StrEnum):
    """What is counted while an import runs and is undone; the verdicts are counted before."""

    REGISTERED = "registered"
    AUTHORIZED = "authorized"
    ALREADY = "already"
    UNREGISTERED = "unregistered"
    REVOKED = "revoked"


class Standing(msgspec.Struct, frozen=True):
    """Where somebody is on an airmeet's lists: the cursor of their registration, and whether they may enter."""

    seq: int | None = None
    is_authorized: bool = False

    def fulfils(self, purpose: Purpose) -> bool:
        return (self.seq is not None or not purpose.registers) and (self.is_authorized or not purpose.authorizes)


class ImportRow(msgspec.Struct, frozen=True):
    """`left` is how the person stood when the import had dealt with the row."""

    number: int
    cells: list[str]
    email_key: str | None = None
    verdict: Verdict | None = None
    reason: str | None = None
    has_registered: bool = False
    has_authorized: bool = False
    left: Standing = Standing()


class Import(msgspec.Struct, frozen=True):
    """`account_id` is whose right it acts by. `columns` has a meaning for each; `note` says why it stopped."""

    airmeet_id: str
    import_id: str
    community_id: str
    account_id: str
    state: State
    purpose: Purpose
    source: str
    encoding: str
    has_header: bool
    columns: list[Meaning]
    row_count: int
    first_number: int
    last_number: int
    position: int
    counts: Counter[str]
    note: str
    created_at: Timestamp
    ended_at: Timestamp | None = None
    forget_at: Timestamp | None = None

    @property
    def is_at_work(self) -> bool:
        return self.state in NEXT_STATE

    @property
    def is_forgotten(self) -> bool:
        """The rows are gone; the numbers stay."""
        return self.state in ENDED and self.forget_at is None

    @property
    def may_be_undone(self) -> bool:
        return self.state in UNDOABLE and self.forget_at is not None

    @property
    def left_out_count(self) -> int:
        return self.counts[Verdict.WRONG] + self.counts[Verdict.TWICE]

    @property
    def person_count(self) -> int:
        """The rows without the header."""
        return self.row_count - self.has_header

    @property
    def start_position(self) -> int:
        """Before the first row that is a person's."""
        return self.first_number if self.has_header else self.first_number - 1

    def person(self, row: ImportRow) -> tuple[Email, Details]:
        """Raises InputWrong, by the same rules as the API."""
        if any(cell.strip() for cell in row.cells[len(self.columns) :]):
            raise InputWrong(f"The row has {len(row.cells)} cells, but there are {len(self.columns)} columns.")
        told = dict(zip(self.columns, row.cells, strict=False))
        name = told.get(Meaning.NAME, "")
        if Meaning.NAME not in self.columns:
            name = " ".join(part for part in (told.get(Meaning.FIRST_NAME), told.get(Meaning.LAST_NAME)) if part)
        details = Details(
            name=name,
            city=told.get(Meaning.CITY, ""),
            country=told.get(Meaning.COUNTRY, ""),
            designation=told.get(Meaning.DESIGNATION, ""),
            organisation=told.get(Meaning.ORGANISATION, ""),
        )
        return parse_person(told.get(Meaning.EMAIL, ""), details)


def require_mapped(columns: list[Meaning]) -> None:
    """Raises InputWrong with a sentence for each reason why no person can be made of these columns."""
    faults = [
        f"Two columns are the {meaning.value.replace('_', ' ')}; choose one."
        for meaning, count in Counter(columns).items()
        if count > 1 and meaning is not Meaning.IGNORED
    ]
    if Meaning.EMAIL not in columns:
        faults.append("Choose the column that holds the email.")
    if not {Meaning.NAME, Meaning.FIRST_NAME, Meaning.LAST_NAME} & set(columns):
        faults.append("Choose the column that holds the name, or those of the first and the last name.")
    if faults:
        raise InputWrong(*faults)
