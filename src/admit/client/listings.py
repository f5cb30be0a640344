"""Lists, page by page: how one walks through them, for both clients."""

from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from admit.client.calls import CURSOR_MAX, Call
from admit.client.errors import AnswerUnreadable
from admit.client.session import Session
from admit.client.steps import Script
from admit.wire.paging import Cursors

PAGE_SIZE = 500
"""The API's largest."""

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)


class Page(Protocol[Row_co]):
    """`data` holds the rows, oldest first. `cursors.after` is the last row's cursor: where to go on from."""

    @property
    def data(self) -> Sequence[Row_co]: ...

    @property
    def cursors(self) -> Cursors: ...


ListCall = Callable[..., Call[Page[Row]]]
"""Takes `size` and `after` or `before`."""


class Walk(Generic[Row]):
    """From page to page. `cursor` is that of the last row that was handed out."""

    def __init__(self, session: Session, list_call: ListCall[Row], *, start_after: int, page_size: int) -> None:
        self._session = session
        self._list_call = list_call
        self._page_size = page_size
        self._is_over = False
        self.cursor = start_after

    def next_page(self) -> Script[Page[Row] | None]:
        """None at the end. A page shorter than asked for is not the end: a server may have a smaller bound."""
        if self._is_over:
            return None
        page = yield from self._session.perform(self._list_call(size=self._page_size, after=self.cursor))
        if not page.data:
            return None
        if page.cursors.after == self.cursor != 0:
            raise AnswerUnreadable("The list does not move on: a page ends at the cursor that it was asked for.", "")
        self._is_over = not page.cursors.after
        self.cursor = page.cursors.after or self.cursor
        return page


def last_cursor(session: Session, list_call: ListCall[Row]) -> Script[int]:
    """That of the newest row; 0 for an empty list."""
    page = yield from session.perform(list_call(size=1, before=CURSOR_MAX))
    return page.cursors.after
