"""The community's airmeets: listed, looked at, and led from start to finish."""

from starlette.responses import Response

from admit.actions import airmeets, overviews
from admit.model.airmeets import REACHABLE_FROM, Airmeet, Status
from admit.model.errors import InputWrong
from admit.model.paging import CURSOR_MAX, SIZE_DEFAULT
from admit.web.dashboard import activity, charts
from admit.web.dashboard.visits import Visit

ARCHIVED = "ARCHIVED"
"""Beside the statuses, among what the list can be narrowed to."""
NEXT = {Status.CREATED: Status.ONGOING, Status.ONGOING: Status.FINISHED, Status.PAUSED: Status.ONGOING}
"""The one move that is expected next; what is over is expected to move no more."""


async def show_airmeets(visit: Visit) -> Response:
    await visit.membership()
    query = visit.request.query_params
    wanted, before = query.get("status", ""), query.get("before", "")
    rows = await visit.read(
        airmeets.search,
        text=query.get("q", ""),
        status=_status_or_none(wanted),
        is_archived=wanted == ARCHIVED,
        before=min(int(before), CURSOR_MAX) if before.isdecimal() else None,
    )
    is_full = len(rows) == SIZE_DEFAULT
    return visit.page(
        "dashboard/airmeets.html",
        airmeets=rows,
        q=query.get("q", ""),
        wanted_status=wanted if wanted in {*Status.__members__, ARCHIVED} else "",
        before=before,
        next_before=rows[-1].seq if is_full else None,
    )


async def show_airmeet(visit: Visit) -> Response:
    await visit.membership()
    overview = await visit.read(overviews.look, visit.airmeet_id)
    airmeet = overview.airmeet
    return visit.page(
        "dashboard/airmeet.html",
        airmeet=airmeet,
        particulars=overview.particulars,
        moves=_moves(airmeet),
        is_missed=airmeet.status is Status.CREATED and airmeet.ends_at <= overview.now,
        chart=charts.chart(overview.registrations, airmeet.timezone) if overview.registrations else None,
        door=overview.door,
        arrivals=charts.chart(overview.arrivals, airmeet.timezone) if overview.arrivals else None,
        activities=overview.latest,
        labels=activity.LABELS,
    )


async def change_status(visit: Visit) -> Response:
    """Raises StatusUnreachable, which tells who pressed the button twice that it has happened."""
    status = _status_or_none(visit.form["status"])
    if status is None:
        raise InputWrong("status must be one of the choices.")
    await visit.write(airmeets.change_status, visit.airmeet_id, status)
    return visit.redirect(_path(visit))


async def confirm_finish(visit: Visit) -> Response:
    """Raises StatusUnreachable for what is over already."""
    await visit.membership()
    airmeet = await visit.read(airmeets.require_managing, visit.airmeet_id)
    airmeet.require_reachable(Status.FINISHED)
    return visit.page("dashboard/airmeet_finish.html", airmeet=airmeet)


async def confirm_archive(visit: Visit) -> Response:
    await visit.membership()
    airmeet = await visit.read(airmeets.require_managing, visit.airmeet_id)
    return visit.page("dashboard/airmeet_archive.html", airmeet=airmeet)


async def archive(visit: Visit) -> Response:
    await visit.write(airmeets.archive, visit.airmeet_id)
    return visit.redirect(f"{visit.home}/airmeets")


async def unarchive(visit: Visit) -> Response:
    await visit.write(airmeets.unarchive, visit.airmeet_id)
    return visit.redirect(_path(visit))


def _moves(airmeet: Airmeet) -> list[Status]:
    """The expected one first."""
    return sorted(REACHABLE_FROM[airmeet.status], key=lambda status: (status is not NEXT[airmeet.status], status))


def _path(visit: Visit) -> str:
    return f"{visit.home}/airmeets/{visit.airmeet_id}"


def _status_or_none(text: str) -> Status | None:
    return Status(text) if text in Status.__members__ else None
