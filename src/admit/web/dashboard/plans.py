"""The form of an airmeet: a new one, one that is changed, and one that is made after another."""

from collections import defaultdict
from enum import StrEnum
from typing import TypeVar

from starlette.responses import Response

from admit.actions import airmeets
from admit.lib.clock import Timestamp
from admit.model.airmeets import Admission, Airmeet, Particulars, Plan, Stage
from admit.model.errors import InputWrong, gather
from admit.web.dashboard import instants
from admit.web.dashboard.visits import Visit

S = TypeVar("S", bound=StrEnum)

TIMEZONES = instants.zone_names()


async def show_new(visit: Visit) -> Response:
    await visit.membership()
    return _page(visit, None)


async def show_duplicate(visit: Visit) -> Response:
    """The form of a new one, filled in."""
    await visit.membership()
    plan = await visit.read(airmeets.get_repeated_plan, visit.airmeet_id)
    return _page(visit, None, form=_filled(plan))


async def create(visit: Visit) -> Response:
    await visit.membership()
    try:
        airmeet = await visit.write(airmeets.create_planned, visit.community_id, _plan(visit, None))
    except InputWrong as refusal:
        return _page(visit, None, status=400, errors=refusal.sentences)
    return visit.redirect(f"{visit.home}/airmeets/{airmeet.airmeet_id}")


async def show_change(visit: Visit) -> Response:
    await visit.membership()
    airmeet, plan = await visit.read(airmeets.get_plan, visit.airmeet_id)
    return _page(visit, airmeet, form=_filled(plan))


async def change(visit: Visit) -> Response:
    await visit.membership()
    airmeet, old = await visit.read(airmeets.get_plan, visit.airmeet_id)
    try:
        await visit.write(airmeets.change, visit.airmeet_id, _plan(visit, old))
    except InputWrong as refusal:
        return _page(visit, airmeet, status=400, errors=refusal.sentences)
    return visit.redirect(f"{visit.home}/airmeets/{visit.airmeet_id}")


def _page(
    visit: Visit,
    airmeet: Airmeet | None,
    *,
    status: int = 200,
    errors: tuple[str, ...] = (),
    form: defaultdict[str, str] | None = None,
) -> Response:
    """The form of this airmeet, or of a new one; with what was sent unless `form` says otherwise."""
    return visit.page(
        "dashboard/airmeet_form.html",
        status=status,
        errors=errors,
        airmeet=airmeet,
        form=visit.form if form is None else form,
        timezones=TIMEZONES,
    )


def _filled(plan: Plan) -> defaultdict[str, str]:
    place = instants.zone(plan.timezone)
    filled = {
        "name": plan.name,
        "timezone": plan.timezone,
        "start": instants.local_text(plan.starts_at, place),
        "end": instants.local_text(plan.ends_at, place),
        "description": plan.particulars.description,
        "admission": plan.particulars.admission,
        "stage": plan.particulars.stage,
        "stage_url": plan.particulars.stage_url,
    }
    return defaultdict(str, filled)


def _plan(visit: Visit, old: Plan | None) -> Plan:
    """What the form says. Raises InputWrong with a sentence for each fault that keeps it from being understood."""
    form, faults = visit.form, list[str]()
    timezone, starts_at, ends_at = "", Timestamp(""), Timestamp("")
    particulars = Particulars()
    with gather(faults):
        timezone = instants.zone(form["timezone"]).key
        with gather(faults):
            starts_at = _instant("start", form["start"], timezone, (old.timezone, old.starts_at) if old else None)
        with gather(faults):
            ends_at = _instant("end", form["end"], timezone, (old.timezone, old.ends_at) if old else None)
    with gather(faults):
        particulars = Particulars(
            description=form["description"],
            admission=_choice("access", form["admission"] or Admission.PUBLIC, Admission),
            stage=_choice("stage", form["stage"] or Stage.MEETING, Stage),
            stage_url=form["stage_url"],
        )
    if faults:
        raise InputWrong(*faults)
    return Plan(name=form["name"], timezone=timezone, starts_at=starts_at, ends_at=ends_at, particulars=particulars)


def _instant(member: str, text: str, timezone: str, old: tuple[str, Timestamp] | None) -> Timestamp:
    """`old` stays what it is where nobody touched it: it may have seconds, or lie in an hour that clocks show twice."""
    place = instants.zone(timezone)
    if old is not None and old[0] == timezone and text == instants.local_text(old[1], place):
        return old[1]
    return instants.local_instant(member, text, place)


def _choice(member: str, text: str, choices: type[S]) -> S:
    try:
        return choices(text)
    except ValueError:
        raise InputWrong(f"{member} must be one of the choices.") from None
