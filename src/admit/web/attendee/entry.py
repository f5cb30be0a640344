"""From an entry link to the event: opened by GET, which changes nothing, and entered by POST."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from admit.actions import entries
from admit.model.entries import Entry, Place
from admit.model.errors import DoorClosed, InputWrong, SeatTaken
from admit.model.people import Details, clean_details
from admit.web.attendee import room, sessions, waiting
from admit.web.attendee.frames import frame
from admit.web.attendee.sessions import EntrySession
from admit.web.site import Site


async def open_link(site: Site, request: Request, code: str) -> Response:
    """Raises LinkUnknown."""
    await site.database.read(entries.require_link, airmeet_id=sessions.airmeet_id(request), code=code)
    return sessions.begin(site, request, code)


async def show(site: Site, session: EntrySession) -> Response:
    """The doorstep, the waiting room, or the room. Raises LinkUnknown."""
    return await _page(site, session, await _open(site, session))


async def enter(site: Site, request: Request) -> Response:
    """Raises FormStale, LinkUnknown."""
    session = sessions.get(request)
    form = await sessions.form(request, session)
    try:
        if "name" in form:
            await site.database.write(
                entries.register_and_enter,
                **session.key,
                address=address(request),
                details=clean_details(typed(form)),
                rate=site.rooms.door_rate,
            )
        else:
            moves = form.get("moves") == "yes"
            await site.database.write(entries.enter, **session.key, rate=site.rooms.door_rate, moves=moves)
    except InputWrong as refusal:
        entry = await _open(site, session)
        return await _page(site, session, entry, status=400, errors=refusal.sentences, form=typed(form))
    except (SeatTaken, DoorClosed):
        pass  # The page says so.
    return sessions.redirect(session.path)


async def leave(site: Site, request: Request) -> Response:
    session = sessions.get(request)
    await sessions.form(request, session)
    await site.database.write(entries.leave, **session.key)
    return sessions.redirect(session.path)


async def show_details(site: Site, request: Request) -> Response:
    session = sessions.get(request)
    entry = await _open(site, session)
    return _details(session, entry) if entry.registered else sessions.redirect(session.path)


async def change_details(site: Site, request: Request) -> Response:
    session = sessions.get(request)
    form = await sessions.form(request, session)
    try:
        details = clean_details(typed(form))
        await site.database.write(entries.change_details, **session.key, address=address(request), details=details)
    except InputWrong as refusal:
        entry = await _open(site, session)
        return _details(session, entry, status=400, errors=refusal.sentences, form=typed(form))
    return sessions.redirect(session.path)


def typed(form: Mapping[str, str]) -> Details:
    return Details(**{member: form.get(member, "") for member in Details.__struct_fields__})


def address(request: Request) -> str:
    return request.client.host if request.client else ""


async def _open(site: Site, session: EntrySession) -> Entry:
    return await site.database.read(
        entries.open_, airmeet_id=session.airmeet_id, code=session.code, session=session.secret
    )


async def _page(
    site: Site,
    session: EntrySession,
    entry: Entry,
    *,
    status: int = 200,
    errors: tuple[str, ...] = (),
    form: Details | None = None,
) -> Response:
    if entry.place in {Place.WAITING, Place.INSIDE}:
        site.rooms.note(entry)
    match entry.place:
        case Place.WAITING:
            return await waiting.page(site, session, entry)
        case Place.INSIDE:
            return await room.page(site, session, entry)
        case Place.DOORSTEP | Place.ELSEWHERE | Place.OVER:
            return session.page(
                f"attendee/{entry.place}.html",
                status=status,
                errors=errors,
                form=form or entry.details,
                entry=entry,
                frame=frame(entry.airmeet),
            )


def _details(
    session: EntrySession,
    entry: Entry,
    *,
    status: int = 200,
    errors: tuple[str, ...] = (),
    form: Details | None = None,
) -> Response:
    entry.require_open()
    return session.page("attendee/details.html", status=status, errors=errors, form=form or entry.details, entry=entry)
