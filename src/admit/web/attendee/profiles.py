"""A person's profile on this installation: opened by a link in a mail, and closed again after a while."""

import re
from typing import Any

import msgspec
from starlette.responses import Response

from admit import present
from admit.actions import erasures, profiles
from admit.lib.rates import Allowance
from admit.model.airmeets import Status
from admit.model.errors import AddressUnproven, InputWrong, ProfileLinkUnknown
from admit.model.guests import Guest
from admit.model.people import Details, parse_email, parse_person
from admit.model.profiles import SESSION_LIFETIME, Appearance, Profile
from admit.web.attendee.schedule import schedule
from admit.web.attendee.visits import PROFILE_COOKIE, PROFILE_PATH, Visit
from admit.web.templates import PRIVATE_HEADERS

OPEN_PATH = PROFILE_PATH + "/open"
COOKIE = "admit_profile_code"
"""Holds the code, so that the address bar, the history and the pages linked to do not."""
COOKIE_SECONDS = 30 * 60
CODE = re.compile(r"[\w-]{1,64}", re.ASCII)

mailboxes = Allowance(burst=3, refill_seconds=300)
"""For each email."""
visitors = Allowance(burst=300, refill_seconds=0.2)
"""For each address that visitors come from, which a whole school may share."""


async def show_profile(visit: Visit) -> Response:
    """The form that asks for the link, for whoever has not opened theirs."""
    try:
        profile = await visit.site.database.read(profiles.get, visit.session)
    except AddressUnproven:
        return visit.page("attendee/profile_closed.html")
    appearances = await _appearances(visit)
    shown = [
        {
            "airmeet": each.airmeet,
            "guest": each.guest,
            "when": schedule(each.airmeet.starts_at, each.airmeet.ends_at, each.airmeet.timezone),
            "link": _way_in(each),
        }
        for each in sorted(appearances, key=lambda each: each.airmeet.starts_at, reverse=True)
    ]
    return visit.page("attendee/profile.html", profile=profile, appearances=shown)


async def send_link(visit: Visit) -> Response:
    """The same answer after the same work, whether the address is known or not."""
    try:
        email = parse_email(visit.form["email"])
    except InputWrong as refusal:
        return visit.page("attendee/profile_closed.html", status=400, errors=refusal.sentences)
    if wait_seconds := visitors.take(visit.address) or mailboxes.take(email.key):
        return visit.too_often("attendee/profile_closed.html", wait_seconds)
    await visit.site.database.write(profiles.request, email=email, public_url=visit.site.public_url)
    visit.site.wake_delivery()
    return visit.redirect(f"{PROFILE_PATH}/sent")


async def show_sent(visit: Visit) -> Response:
    return visit.page("attendee/profile_sent.html")


async def show_opening(visit: Visit) -> Response:
    """Changes nothing: mail scanners open links."""
    code = visit.request.query_params.get("code")
    if code is None:
        return await _show_door(visit)
    if not CODE.fullmatch(code):
        return _unknown(visit)
    response = visit.redirect(OPEN_PATH)
    visit.set_cookie(response, COOKIE, code, max_age=COOKIE_SECONDS, path=OPEN_PATH)
    return response


async def open_profile(visit: Visit) -> Response:
    try:
        session = await visit.site.database.write(profiles.begin, visit.request.cookies.get(COOKIE, ""))
    except ProfileLinkUnknown:
        return _unknown(visit)
    response = visit.redirect(PROFILE_PATH)
    seconds = int(SESSION_LIFETIME.total_seconds())
    visit.set_cookie(response, PROFILE_COOKIE, session, max_age=seconds, path=PROFILE_PATH)
    response.delete_cookie(COOKIE, path=OPEN_PATH)
    return response


async def close(visit: Visit) -> Response:
    await visit.site.database.write(profiles.end, visit.session)
    return _closed(visit, PROFILE_PATH)


async def show_change(visit: Visit) -> Response:
    profile = await visit.site.database.read(profiles.get, visit.session)
    given = msgspec.structs.asdict(profile.details or Details(name=""))
    return visit.page("attendee/profile_change.html", profile=profile, given=given)


async def change(visit: Visit) -> Response:
    profile = await visit.site.database.read(profiles.get, visit.session)
    details = Details(**{member: visit.form[member] for member in Details.__struct_fields__})
    try:
        _, details = parse_person(profile.email.address, details)
    except InputWrong as refusal:
        return visit.page(
            "attendee/profile_change.html", status=400, errors=refusal.sentences, profile=profile, given=visit.form
        )
    await visit.site.database.write(profiles.change, visit.session, details)
    return visit.redirect(PROFILE_PATH)


async def export(visit: Visit) -> Response:
    """Everything that is kept about the person, for a program to read."""
    profile = await visit.site.database.read(profiles.get, visit.session)
    content = _exported(profile, await _appearances(visit), visit.site.public_url)
    headers = {**PRIVATE_HEADERS, "Content-Disposition": 'attachment; filename="profile.json"'}
    return Response(msgspec.json.format(msgspec.json.encode(content)), 200, headers, "application/json")


async def confirm_erasure(visit: Visit) -> Response:
    profile = await visit.site.database.read(profiles.get, visit.session)
    return visit.page("attendee/profile_erase.html", profile=profile, count=len(await _appearances(visit)))


async def erase(visit: Visit) -> Response:
    await visit.site.database.write(erasures.begin, visit.session)
    return _closed(visit, f"{PROFILE_PATH}/erased")


async def show_erased(visit: Visit) -> Response:
    return visit.page("attendee/profile_erased.html")


async def _appearances(visit: Visit) -> list[Appearance]:
    """A read for each stretch, so that others get their turn."""
    appearances: list[Appearance] = []
    after: str | None = ""
    while after is not None:
        found, after = await visit.site.database.read(profiles.list_stretch, visit.session, after)
        appearances += found
    return appearances


async def _show_door(visit: Visit) -> Response:
    try:
        email = await visit.site.database.read(profiles.open_, visit.request.cookies.get(COOKIE, ""))
    except ProfileLinkUnknown:
        return _unknown(visit)
    return visit.page("attendee/profile_open.html", email=email)


def _unknown(visit: Visit) -> Response:
    return visit.page("attendee/profile_unknown.html", status=404)


def _closed(visit: Visit, path: str) -> Response:
    response = visit.redirect(path)
    response.delete_cookie(PROFILE_COOKIE, path=PROFILE_PATH)
    return response


def _way_in(appearance: Appearance) -> str:
    """The path of the entry link, while it leads anywhere."""
    airmeet = appearance.airmeet
    if airmeet.archived_at is not None or airmeet.status is Status.FINISHED:
        return ""
    return present.guest_link(appearance.guest, "")


def _exported(profile: Profile, appearances: list[Appearance], public_url: str) -> dict[str, Any]:
    return {
        "email": profile.email.address,
        "profile": profile.details and {**msgspec.structs.asdict(profile.details), "createdAt": profile.created_at},
        "events": [
            {
                "event": each.airmeet.name,
                "airmeetId": each.airmeet.airmeet_id,
                "registration": _registration(each.guest),
                "authorization": _authorization(each.guest, public_url),
                "attendance": _attendance(each.guest),
            }
            for each in appearances
        ],
    }


def _registration(guest: Guest) -> dict[str, Any] | None:
    registered = guest.registered
    if registered is None:
        return None
    return {"details": registered.details, "registeredAt": registered.registered_at}


def _authorization(guest: Guest, public_url: str) -> dict[str, Any] | None:
    admission = guest.admission
    if admission is None:
        return None
    return {
        "details": admission.details,
        "authorizedAt": admission.authorized_at,
        "revokedAt": admission.revoked_at,
        "entryLink": present.guest_link(guest, public_url) or None,
    }


def _attendance(guest: Guest) -> dict[str, Any] | None:
    attendance = guest.attendance
    if attendance is None:
        return None
    return {
        "arrivedAt": attendance.arrived_at,
        "leftAt": attendance.left_at,
        "seconds": attendance.seconds,
        "stays": [
            {"enteredAt": stay.entered_at, "leftAt": stay.left_at, "seconds": stay.seconds} for stay in attendance.stays
        ],
    }
