"""Many people at once: handed out row by row to those who send them, and gathered in the order they were given in."""

import itertools
import threading
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Generic, NamedTuple, Self, TypeVar

import msgspec

from admit.client.errors import (
    AdmitError,
    ApiError,
    BadRequest,
    ContentTooLarge,
    CredentialsWrong,
    InternalServerError,
)
from admit.wire.people import Person

R = TypeVar("R")

CONCURRENCY = 8


class Row(NamedTuple):
    """Counted from 1."""

    number: int
    person: Person


class Outcome(msgspec.Struct, Generic[R], frozen=True, kw_only=True):
    """What became of one row: `answer`, or `error` where the row is at fault. Rows are counted from 1."""

    number: int
    person: Person
    answer: R | None = None
    error: ApiError | None = None


class Progress(msgspec.Struct, Generic[R], frozen=True):
    """After each row. `done` counts all that have an outcome, and `failed` those of them with an error."""

    done: int
    failed: int
    outcome: Outcome[R]


OnProgress = Callable[[Progress[R]], object]


class Bulk(Generic[R]):
    """The rows of one bulk call, for several workers to take from. One that leaves by an exception ends it for all."""

    def __init__(self, people: Iterable[Person], on_progress: OnProgress[R] | None) -> None:
        self._rows = map(Row, itertools.count(1), people)
        self._on_progress = on_progress
        self._lock = threading.Lock()
        self._outcomes: dict[int, Outcome[R]] = {}
        self._failed = 0
        self._is_stopped = False
        self._fatal: AdmitError | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._is_stopped = self._is_stopped or error is not None

    def take(self) -> Row | None:
        """The next row, or None at the end."""
        with self._lock:
            return None if self._is_stopped else next(self._rows, None)

    def answered(self, row: Row, answer: R) -> None:
        self._settle(Outcome(number=row.number, person=row.person, answer=answer))

    def refused(self, row: Row, error: AdmitError) -> None:
        """What would be wrong with every row ends the whole, once those under way have their answers."""
        if isinstance(error, ApiError) and is_of_the_row(error):
            self._settle(Outcome(number=row.number, person=row.person, error=error))
            return
        with self._lock:
            self._is_stopped = True
            self._fatal = self._fatal or error

    def outcomes(self) -> list[Outcome[R]]:
        """In the order of the rows. Raises the error that ended the whole."""
        if self._fatal is not None:
            raise self._fatal
        return [outcome for _, outcome in sorted(self._outcomes.items())]

    def _settle(self, outcome: Outcome[R]) -> None:
        with self._lock:
            self._outcomes[outcome.number] = outcome
            self._failed += outcome.error is not None
            if self._on_progress is not None:
                self._on_progress(Progress(len(self._outcomes), self._failed, outcome))


def is_of_the_row(error: ApiError) -> bool:
    """Whether the next row may fare better."""
    return isinstance(error, (BadRequest, ContentTooLarge, InternalServerError)) and not isinstance(
        error, CredentialsWrong
    )
