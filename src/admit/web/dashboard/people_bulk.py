"""Many of an airmeet's people at once: those ticked, or all that match a search and filter."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
from starlette.responses import Response

from admit import present
from admit.actions import airmeets, guests
from admit.lib.sheets import harmless
from admit.model.errors import InputWrong
from admit.model.guests import Change, From, Guest, Place, Sort, Wanted
from admit.model.paging import CURSOR_MAX
from admit.web.dashboard import people_pages
from admit.web.dashboard.people import path
from admit.web.dashboard.visits import Visit

CHOSEN_MAX = 500
CHANGED_AT_ONCE = 200
"""People to a transaction: other writers wait for a few milliseconds."""
LINKS_MAX = 1_000


async def show_chosen(visit: Visit) -> Response:
    """Before anything happens, whom it will happen to. Links are copied from here."""
    await visit.membership()
    query = visit.request.query_params
    if not query.get("all") and "guest" not in query:
        raise InputWrong("Nobody was chosen: go back and tick the people you mean.")
    if query.get("do") == "links":
        return await _links(visit)
    who = _by_email(people_pages.wanted(visit))
    is_all = bool(query.get("all"))
    chosen = [] if is_all else await visit.read(guests.list_chosen, visit.airmeet_id, _seqs(visit))
    return visit.page(
        "dashboard/people_chosen.html",
        airmeet=await visit.read(airmeets.require_writing, visit.airmeet_id),
        change=_change(query.get("do", "")).value,
        wanted=who if is_all else None,
        chosen=chosen,
        count=await _count(visit, who) if is_all else len(chosen),
    )


async def change(visit: Visit) -> Response:
    what = _change(visit.form["do"])
    if visit.form.get("all"):
        who = _by_email(people_pages.parse_wanted(visit.form["q"], visit.form["show"]))
        count = sum([number async for number in _change_all(visit, what, who)])
    else:
        changed = await visit.write(guests.change, visit.airmeet_id, what, visit.form_lists.get("guest", []))
        count = len(changed)
    return visit.redirect(path(visit), done=what.value, count=str(count))


async def _links(visit: Visit) -> Response:
    if visit.request.query_params.get("all"):
        who, people = _by_email(people_pages.wanted(visit)), list[Guest]()
        async for part in people_pages.slices(visit, who, From(), size=LINKS_MAX, with_codes=True):
            people += (guest for _, guest in part.rows)
            if len(people) >= LINKS_MAX:
                break
    else:
        people = await visit.read(guests.list_chosen, visit.airmeet_id, _seqs(visit), with_codes=True)
    lines = [_line(guest, link) for guest in people if (link := present.guest_link(guest, visit.site.public_url))]
    return visit.page(
        "dashboard/people_links.html",
        airmeet=await visit.read(airmeets.require_reading, visit.airmeet_id),
        lines=lines[:LINKS_MAX],
        without_link=len(people) - len(lines),
        is_cut=len(people) >= LINKS_MAX,
    )


def _line(guest: Guest, link: str) -> str:
    return "\t".join((harmless(guest.details.name), harmless(guest.email.address), link))


async def _count(visit: Visit, who: Wanted) -> int:
    """By time, as the rows lie: four times as fast as by email."""
    who, total, start = msgspec.structs.replace(who, sort=Sort.NEWEST), 0, From()
    while True:
        count, reached = await visit.read(guests.count_slice, visit.airmeet_id, wanted=who, start=start)
        total += count
        if reached is None:
            return total
        start = From(reached)
        await asyncio.sleep(0)


async def _change_all(visit: Visit, what: Change, who: Wanted) -> AsyncIterator[int]:
    """Transaction by transaction, so that a long list holds nobody up; what was done stays done if it is broken off."""
    reached: Place | None = None
    while True:
        count, reached = await visit.write(
            guests.change_slice,
            visit.airmeet_id,
            what,
            wanted=who,
            start=From(reached),
            size=CHANGED_AT_ONCE,
        )
        yield count
        if reached is None:
            return


def _by_email(who: Wanted) -> Wanted:
    """The one order in which nobody moves meanwhile: nobody is met twice or missed."""
    return msgspec.structs.replace(who, sort=Sort.EMAIL)


def _seqs(visit: Visit) -> list[int]:
    given = visit.request.query_params.getlist("guest")[:CHOSEN_MAX]
    return [min(int(text[:20]), CURSOR_MAX) for text in given if text.isascii() and text.isdecimal()]


def _change(text: str) -> Change:
    if text not in set(Change):
        raise InputWrong("do must be one of the choices.")
    return Change(text)
