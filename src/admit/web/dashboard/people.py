"""An airmeet's people: listed, added, and one of them looked at, authorized or sent away."""

from starlette.responses import Response

from admit import present
from admit.actions import airmeets, guests
from admit.model.errors import GuestUnknown, InputWrong
from admit.model.guests import Change, Guest, Listed, Sort
from admit.model.paging import CURSOR_MAX
from admit.model.people import Details, parse_person
from admit.web.dashboard import people_pages
from admit.web.dashboard.visits import Visit


async def show_people(visit: Visit) -> Response:
    await visit.membership()
    airmeet = await visit.read(airmeets.require_reading, visit.airmeet_id)
    wanted = people_pages.wanted(visit)
    return visit.page(
        "dashboard/people.html",
        airmeet=airmeet,
        wanted=wanted,
        page=await people_pages.load(visit, wanted),
        is_first="after" not in visit.request.query_params and "before" not in visit.request.query_params,
        listed=Listed,
        sorts=Sort,
        done=_done(visit),
    )


async def show_new(visit: Visit) -> Response:
    await visit.membership()
    return await _new(visit)


async def add(visit: Visit) -> Response:
    await visit.membership()
    form = visit.form
    details = Details(
        name=form["name"],
        city=form["city"],
        country=form["country"],
        designation=form["designation"],
        organisation=form["organisation"],
    )
    try:
        email, details = parse_person(form["email"], details)
        guest = await visit.write(
            guests.add,
            airmeet_id=visit.airmeet_id,
            email=email,
            details=details,
            registers=form["as"] in {"registered", "both"},
            authorizes=form["as"] in {"authorized", "both"},
        )
    except InputWrong as refusal:
        return await _new(visit, status=400, errors=refusal.sentences)
    return visit.redirect(f"{path(visit)}/{guest.seq}")


async def show_person(visit: Visit) -> Response:
    return await _person(visit, "dashboard/person.html")


async def confirm_revocation(visit: Visit) -> Response:
    return await _person(visit, "dashboard/person_revoke.html")


async def authorize(visit: Visit) -> Response:
    return await _change(visit, Change.AUTHORIZE)


async def revoke(visit: Visit) -> Response:
    return await _change(visit, Change.REVOKE)


def path(visit: Visit) -> str:
    return f"{visit.home}/airmeets/{visit.airmeet_id}/people"


async def _new(visit: Visit, *, status: int = 200, errors: tuple[str, ...] = ()) -> Response:
    airmeet = await visit.read(airmeets.require_writing, visit.airmeet_id)
    return visit.page("dashboard/person_new.html", status=status, errors=errors, airmeet=airmeet)


async def _person(visit: Visit, template: str) -> Response:
    await visit.membership()
    airmeet = await visit.read(airmeets.require_writing, visit.airmeet_id)
    guest = await _guest(visit)
    return visit.page(template, airmeet=airmeet, guest=guest, link=present.guest_link(guest, visit.site.public_url))


async def _change(visit: Visit, change: Change) -> Response:
    """By the place in the list: who has moved since the page was shown is not changed unseen."""
    guest = await _guest(visit)
    await visit.write(guests.change, visit.airmeet_id, change, [guest.email.key])
    return visit.redirect(f"{path(visit)}/{guest.seq}")


async def _guest(visit: Visit) -> Guest:
    text = visit.request.path_params["number"]
    if not (text.isascii() and text.isdecimal()):
        raise GuestUnknown
    return await visit.read(guests.get, visit.airmeet_id, min(int(text[:20]), CURSOR_MAX))


def _done(visit: Visit) -> str:
    """What the page before did, for this one to say."""
    query = visit.request.query_params
    count = query.get("count", "")
    if not (count.isascii() and count.isdecimal()):
        return ""
    people = "1 person" if count == "1" else f"{int(count[:20]):,} people"
    match query.get("done"):
        case Change.AUTHORIZE:
            return f"{people} newly authorized. Whoever was before stayed so."
        case Change.REVOKE:
            return f"Access taken away from {people}."
        case _:
            return ""
