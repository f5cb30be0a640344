"""The room: who is here, and the stage, which nobody sees who is not inside."""

import re
from urllib.parse import urlsplit

from starlette.responses import Response

from admit.actions import presences
from admit.model.airmeets import Particulars, Stage, Status
from admit.model.entries import Entry
from admit.web import crowd
from admit.web.attendee.schedule import schedule
from admit.web.attendee.sessions import EntrySession
from admit.web.site import Site

REFRESH_SECONDS = 20
"""For browsers without scripts."""
HOST = re.compile(r"[a-z0-9_.-]+")
"""What may stand in a Content-Security-Policy."""


async def page(site: Site, session: EntrySession, entry: Entry) -> Response:
    airmeet = entry.airmeet
    player = player_origin(entry.particulars) if airmeet.status is Status.ONGOING else ""
    return session.page(
        "attendee/room.html",
        embeds=player,
        entry=entry,
        when=schedule(airmeet.starts_at, airmeet.ends_at, airmeet.timezone),
        is_embedded=bool(player),
        people=await site.database.read(presences.list_inside, airmeet.airmeet_id),
        count=crowd.count_sentence(entry.door.inside_count),
        refresh=REFRESH_SECONDS,
        stream=f"{session.path}/stream?scene={entry.scene}&version={entry.door.version}",
    )


def player_origin(particulars: Particulars) -> str:
    """Of the page that is embedded; empty if none is, or if its address cannot be named in a header."""
    if particulars.stage is not Stage.PLAYER or not particulars.stage_url:
        return ""
    url = urlsplit(particulars.stage_url)
    try:
        host = (url.hostname or "").encode("idna").decode()
    except UnicodeError:
        return ""
    port = f":{url.port}" if url.port else ""
    return f"{url.scheme}://{host}{port}" if HOST.fullmatch(host) else ""
