"""The waiting room: before the doors open, and while more come than the door lets in."""

from starlette.responses import Response

from admit.actions import presences
from admit.model.entries import Entry
from admit.web import crowd
from admit.web.attendee.frames import frame
from admit.web.attendee.sessions import EntrySession
from admit.web.site import Site

REFRESH_SECONDS = 10
"""For browsers without scripts."""


async def page(site: Site, session: EntrySession, entry: Entry) -> Response:
    airmeet = entry.airmeet
    ticket = entry.presence.ticket if entry.presence else 0
    before = await site.database.read(presences.count_before, airmeet.airmeet_id, ticket)
    return session.page(
        "attendee/waiting.html",
        entry=entry,
        frame=frame(airmeet, refresh=REFRESH_SECONDS),
        place=crowd.place_sentence(airmeet.status, before, site.rooms.door_rate),
        stream=f"{session.path}/stream?scene={entry.scene}&version={entry.door.version}",
    )
