"""The community's airmeets: listed, made, and led from start to finish."""

from starlette.responses import Response

from admit.actions import airmeets
from admit.lib.clock import Timestamp
from admit.model.airmeets import REACHABLE_FROM, Status
from admit.model.errors import InputWrong
from admit.model.paging import CURSOR_MAX, SIZE_DEFAULT
from admit.web.dashboard import instants
from admit.web.dashboard.visits import Visit

TIMEZONES = instants.zone_names()


async def show_airmeets(visit: Visit) -> Response:
    await visit.membership()
    query = visit.request.query_params
    status, before = _status_or_none(query.get("status", "")), query.get("before", "")
    rows = await visit.read(
        airmeets.search,
        text=query.get("q", ""),
        status=status,
        before=min(int(before), CURSOR_MAX) if before.isdecimal() else None,
    )
    is_full = len(rows) == SIZE_DEFAULT
    return visit.page(
        "dashboard/airmeets.html",
        airmeets=rows,
        q=query.get("q", ""),
        wanted_status=status,
        before=before,
        next_before=rows[-1].seq if is_full else None,
    )


async def show_new(visit: Visit) -> Response:
    await visit.membership()
    return visit.page("dashboard/airmeet_new.html", timezones=TIMEZONES)


async def create(visit: Visit) -> Response:
    await visit.membership()
    try:
        timezone, starts_at, ends_at = _when(visit)
        airmeet = await visit.write(
            airmeets.create,
            community_id=visit.community_id,
            name=visit.form["name"],
            starts_at=starts_at,
            ends_at=ends_at,
            timezone=timezone,
        )
    except InputWrong as refusal:
        return visit.page("dashboard/airmeet_new.html", status=400, errors=refusal.sentences, timezones=TIMEZONES)
    return visit.redirect(f"{visit.home}/airmeets/{airmeet.airmeet_id}")


async def show_airmeet(visit: Visit) -> Response:
    await visit.membership()
    airmeet = await visit.read(airmeets.require_reading, visit.airmeet_id)
    return visit.page("dashboard/airmeet.html", airmeet=airmeet, moves=sorted(REACHABLE_FROM[airmeet.status]))


async def change_status(visit: Visit) -> Response:
    """Raises StatusUnreachable, which tells who pressed the button twice that it has happened."""
    status = _status_or_none(visit.form["status"])
    if status is None:
        raise InputWrong("status must be one of the choices.")
    await visit.write(airmeets.change_status, visit.airmeet_id, status)
    return visit.redirect(f"{visit.home}/airmeets/{visit.airmeet_id}")


async def archive(visit: Visit) -> Response:
    await visit.write(airmeets.archive, visit.airmeet_id)
    return visit.redirect(f"{visit.home}/airmeets")


def _when(visit: Visit) -> tuple[str, Timestamp, Timestamp]:
    place = instants.zone(visit.form["timezone"])
    return (
        place.key,
        instants.local_instant("start", visit.form["start"], place),
        instants.local_instant("end", visit.form["end"], place),
    )


def _status_or_none(text: str) -> Status | None:
    return Status(text) if text in Status.__members__ else None


def _cursor_or_none(text: str) -> int | None:
    return min(int(text), CURSOR_MAX) if text.isdecimal() else None
