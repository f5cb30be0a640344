"""Imports: a table of people, what its columns mean, and what came of each row."""

from collections import Counter
from enum import StrEnum

import msgspec

from admit.lib.clock import Timestamp
from admit.model.errors import InputWrong
from admit.model.import_rows import Known, Verdict
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

    def is_met_by(self, known: Known) -> bool:
        return (known.seq is not None or not self.registers) and (known.is_authorized or not self.authorizes)


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


NAMES = (Meaning.NAME, Meaning.FIRST_NAME, Meaning.LAST_NAME)
"""The whole one in place of its parts."""
DETAILS = Details.__struct_fields__[1:]


class Count(StrEnum):
    """What is counted while an import runs and is undone; the verdicts are counted before."""

    REGISTERED = "registered"
    AUTHORIZED = "authorized"
    ALREADY = "already"
    UNREGISTERED = "unregistered"
    REVOKED = "revoked"


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
    def added_count(self) -> int:
        """Nobody is counted twice who was both registered and authorized."""
        return max(self.counts[Count.REGISTERED], self.counts[Count.AUTHORIZED])

    @property
    def person_count(self) -> int:
        """The rows without the header."""
        return self.row_count - self.has_header

    @property
    def start_position(self) -> int:
        """Before the first row that is a person's."""
        return self.first_number if self.has_header else self.first_number - 1


class Reader:
    """Makes people of rows whose columns have these meanings: many of them, so it looks only once where each stands."""

    def __init__(self, columns: list[Meaning]) -> None:
        self._width = len(columns)
        self._email = _place(columns, Meaning.EMAIL)
        names = [meaning for meaning in NAMES if meaning in columns]
        self._names = [_place(columns, meaning) for meaning in names[: 1 if Meaning.NAME in names else 2]]
        self._details = [_place(columns, Meaning(member)) for member in DETAILS]

    def person(self, cells: list[str]) -> tuple[Email, Details]:
        """Raises InputWrong, by the same rules as the API."""
        if len(cells) > self._width and any(cell.strip() for cell in cells[self._width :]):
            raise InputWrong(f"The row has {len(cells)} cells, but there are {self._width} columns.")
        told = [*cells, *[""] * (self._width + 1 - len(cells))]
        name = " ".join([told[at] for at in self._names if told[at]])
        return parse_person(told[self._email], Details(name, *[told[at] for at in self._details]))


def _place(columns: list[Meaning], meaning: Meaning) -> int:
    """The place behind the last one, which is empty, for what no column holds."""
    return columns.index(meaning) if meaning in columns else len(columns)


def require_mapped(columns: list[Meaning]) -> None:
    """Raises InputWrong with a sentence for each reason why no person can be made of these columns."""
    faults = [
        f"Two columns are the {meaning.value.replace('_', ' ')}; choose one."
        for meaning, count in Counter(columns).items()
        if count > 1 and meaning is not Meaning.IGNORED
    ]
    if Meaning.EMAIL not in columns:
        faults.append("Choose the column that holds the email.")
    if not set(NAMES) & set(columns):
        faults.append("Choose the column that holds the name, or those of the first and the last name.")
    if faults:
        raise InputWrong(*faults)
