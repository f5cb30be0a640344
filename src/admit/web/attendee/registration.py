"""Registering for a public event, and a link that was lost: each asked for on a page, and answered by mail."""

import re

from starlette.responses import Response

from admit.actions import enrolments, entry_links, events
from admit.lib.rates import Allowance
from admit.model.enrolments import Enrolment
from admit.model.errors import EnrolmentUnknown, InputWrong
from admit.model.people import Details, Email, parse_email, parse_person
from admit.web.attendee.visits import Visit

COOKIE = "admit_enrolment"
"""Holds the code, so that the address bar, the history and the pages linked to do not."""
COOKIE_SECONDS = 24 * 60 * 60
CODE = re.compile(r"[\w-]{1,64}", re.ASCII)

FORM = "attendee/register.html"
LINK_FORM = "attendee/link.html"

mailboxes = Allowance(burst=10, refill_seconds=120)
"""For each email, whatever the event."""
visitors = Allowance(burst=300, refill_seconds=0.2)
"""For each address that visitors come from, which a whole school may share."""


async def show_form(visit: Visit) -> Response:
    return visit.page(FORM, event=await visit.site.database.read(events.open_, visit.airmeet_id))


async def register(visit: Visit) -> Response:
    """The same answer for whoever is on the list and whoever is not."""
    event = await visit.site.database.read(events.open_, visit.airmeet_id)
    details = Details(**{member: visit.form[member] for member in Details.__struct_fields__})
    try:
        email, details = parse_person(visit.form["email"], details)
    except InputWrong as refusal:
        return visit.page(FORM, status=400, errors=refusal.sentences, event=event)
    if wait_seconds := _wait_seconds(visit, email):
        return visit.too_often(FORM, wait_seconds, event=event)
    enrolment = Enrolment(email, details)
    await visit.site.database.write(
        enrolments.request, enrolment, airmeet_id=visit.airmeet_id, public_url=visit.site.public_url
    )
    visit.site.wake_delivery()
    return visit.redirect(f"{visit.event_path}/register/sent")


async def show_registration_sent(visit: Visit) -> Response:
    event = await visit.site.database.read(events.open_, visit.airmeet_id)
    return visit.page("attendee/register_sent.html", event=event)


async def show_link_form(visit: Visit) -> Response:
    return visit.page(LINK_FORM, event=await visit.site.database.read(events.open_, visit.airmeet_id))


async def send_link(visit: Visit) -> Response:
    """As `register`."""
    event = await visit.site.database.read(events.open_, visit.airmeet_id)
    try:
        email = parse_email(visit.form["email"])
    except InputWrong as refusal:
        return visit.page(LINK_FORM, status=400, errors=refusal.sentences, event=event)
    if wait_seconds := _wait_seconds(visit, email):
        return visit.too_often(LINK_FORM, wait_seconds, event=event)
    await visit.site.database.write(
        entry_links.send, airmeet_id=visit.airmeet_id, email=email, public_url=visit.site.public_url
    )
    visit.site.wake_delivery()
    return visit.redirect(f"{visit.event_path}/link/sent")


async def show_link_sent(visit: Visit) -> Response:
    event = await visit.site.database.read(events.open_, visit.airmeet_id)
    return visit.page("attendee/link_sent.html", event=event)


async def show_confirmation(visit: Visit) -> Response:
    """Where the link in the mail leads: to what it confirms, or into the event once that is done."""
    code = visit.request.query_params.get("code")
    if code is None:
        return await _show_enrolment(visit, visit.request.cookies.get(COOKIE, ""))
    if not CODE.fullmatch(code):
        return _unknown(visit)
    if await visit.site.database.read(enrolments.is_entry_code, airmeet_id=visit.airmeet_id, code=code):
        return visit.redirect(visit.event_path, code=code)
    response = visit.redirect(f"{visit.event_path}/confirm")
    visit.set_cookie(response, COOKIE, code, max_age=COOKIE_SECONDS, path=visit.event_path)
    return response


async def confirm(visit: Visit) -> Response:
    code = visit.request.cookies.get(COOKIE, "")
    try:
        attendee = await visit.site.database.write(
            enrolments.confirm, airmeet_id=visit.airmeet_id, code=code, address=visit.address
        )
    except EnrolmentUnknown:
        return _unknown(visit)
    response = visit.redirect(visit.event_path, code=attendee.code)
    response.delete_cookie(COOKIE, path=visit.event_path)
    return response


async def _show_enrolment(visit: Visit, code: str) -> Response:
    try:
        event, enrolment = await visit.site.database.read(enrolments.open_, airmeet_id=visit.airmeet_id, code=code)
    except EnrolmentUnknown:
        return _unknown(visit)
    return visit.page("attendee/confirm.html", event=event, enrolment=enrolment)


def _unknown(visit: Visit) -> Response:
    return visit.page("attendee/confirm_unknown.html", status=404, path=visit.event_path)


def _wait_seconds(visit: Visit, email: Email) -> float:
    return visitors.take(visit.address) or mailboxes.take(email.key)
