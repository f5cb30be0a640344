"""Cursors and pages, the same for every list."""

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

import msgspec

SIZE_DEFAULT = 50
SIZE_MAX = 500
CURSOR_MAX = 2**63 - 1


class Sequenced(Protocol):
    """A row that knows its cursor in the list it stands in."""

    @property
    def seq(self) -> int: ...


T = TypeVar("T", bound=Sequenced)


class PageRequest(msgspec.Struct, frozen=True):
    """At most `size` rows that follow `after`, or else that precede `before`; from the start when both are None."""

    size: int = SIZE_DEFAULT
    after: int | None = None
    before: int | None = None


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Rows oldest first; `count` is how many the whole list has, `size` how many a page may have."""

    rows: Sequence[T]
    count: int
    size: int

    @property
    def first(self) -> int:
        """The cursor of the first row, 0 when there is none."""
        return self.rows[0].seq if self.rows else 0

    @property
    def last(self) -> int:
        """The cursor of the last row, 0 when there is none."""
        return self.rows[-1].seq if self.rows else 0

    @property
    def page_count(self) -> int:
        """How many pages of this size the whole list makes."""
        return -(-self.count // self.size)
