"""An airmeet's people, page by page: who is asked for, where the page begins, and where the ones beside it do."""

import asyncio
import base64
import binascii
import unicodedata
from collections.abc import AsyncIterator
from typing import TypeVar

import msgspec

from admit.actions import guests
from admit.model.errors import InputWrong
from admit.model.guests import From, Guest, Listed, Place, Slice, Sort, Wanted
from admit.model.paging import CURSOR_MAX
from admit.web.dashboard.visits import Visit

C = TypeVar("C", Listed, Sort)

PAGE_SIZE = 50
SLICES_MAX = 100
"""How many stretches of the list a search looks through before it shows what it has found."""
TEXT_LENGTH_MAX = 255


class PeoplePage(msgspec.Struct, frozen=True):
    """`previous` and `next` are cursors; None where there is no such page."""

    guests: list[Guest]
    previous: str | None
    next: str | None


def wanted(visit: Visit) -> Wanted:
    query = visit.request.query_params
    return parse_wanted(query.get("q", ""), query.get("show", ""), query.get("sort", ""))


def parse_wanted(text: str, listed: str, sort: str = "") -> Wanted:
    """What is no choice counts as the first one."""
    return Wanted(
        text=unicodedata.normalize("NFC", text.strip())[:TEXT_LENGTH_MAX],
        listed=_choice(Listed, listed, Listed.ALL),
        sort=_choice(Sort, sort, Sort.NEWEST),
    )


async def load(visit: Visit, who: Wanted) -> PeoplePage:
    """The page that the query asks for. Raises InputWrong for a cursor that no page gave out."""
    start = _start(visit, who.sort)
    rows: list[tuple[Place, Guest]] = []
    reached, slices_left = start.place, SLICES_MAX
    async for part in slices(visit, who, start, size=PAGE_SIZE + 1):
        rows += part.rows
        reached, slices_left = part.reached, slices_left - 1
        if len(rows) > PAGE_SIZE or not slices_left:
            break
    if len(rows) > PAGE_SIZE:
        del rows[PAGE_SIZE:]
        reached = rows[-1][0]
    onward = _cursor(reached)
    if not start.is_backward:
        back = None if start.place is None else _cursor(rows[0][0] if rows else start.place)
        return PeoplePage(guests=[guest for _, guest in rows], previous=back, next=onward)
    rows.reverse()
    back = None if start.place is None else _cursor(rows[-1][0] if rows else start.place)
    return PeoplePage(guests=[guest for _, guest in rows], previous=onward, next=back)


async def slices(
    visit: Visit, who: Wanted, start: From, *, size: int, with_codes: bool = False
) -> AsyncIterator[Slice]:
    """The list from `start` on, each slice a read of its own; others get their turn between two of them."""
    while True:
        part = await visit.read(
            guests.list_slice, visit.airmeet_id, wanted=who, start=start, size=size, with_codes=with_codes
        )
        yield part
        if part.reached is None:
            return
        start = From(part.reached, is_backward=start.is_backward)
        await asyncio.sleep(0)


def _start(visit: Visit, sort: Sort) -> From:
    """`before` without a cursor is the last page."""
    query = visit.request.query_params
    if "before" in query:
        return From(_place(query["before"], sort), is_backward=True)
    return From(_place(query.get("after", ""), sort))


def _cursor(place: Place | None) -> str | None:
    """Opaque, and so that no address can be read in the address bar."""
    return None if place is None else base64.urlsafe_b64encode(str(place).encode()).decode().rstrip("=")


def _place(cursor: str, sort: Sort) -> Place | None:
    if not cursor:
        return None
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
        return min(int(text), CURSOR_MAX) if sort in {Sort.NEWEST, Sort.OLDEST} else text
    except (binascii.Error, ValueError):
        raise InputWrong("This page's address is broken; go back to the first page.") from None


def _choice(choices: type[C], text: str, otherwise: C) -> C:
    return choices(text) if text in set(choices) else otherwise
