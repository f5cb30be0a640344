"""From what things are to what travels: one small function for each noun."""

from collections.abc import Sequence
from typing import Any

import msgspec

from admit.model.airmeets import Airmeet
from admit.model.attendees import Attendee
from admit.model.guests import Guest
from admit.model.paging import Page
from admit.model.registrations import Registration
from admit.wire.airmeets import Airmeet as AirmeetRow
from admit.wire.airmeets import AirmeetPage
from admit.wire.attendees import AuthorizedAttendee
from admit.wire.guests import GuestRow, GuestRowWithLink
from admit.wire.paging import Cursors
from admit.wire.registrations import Registration as RegistrationRow
from admit.wire.registrations import RegistrationPage


def airmeet(airmeet: Airmeet) -> AirmeetRow:
    return AirmeetRow(
        uid=airmeet.airmeet_id,
        name=airmeet.name,
        status=airmeet.status,
        timezone=airmeet.timezone,
        start_time=airmeet.starts_at,
        end_time=airmeet.ends_at,
    )


def airmeet_page(page: Page[Airmeet]) -> AirmeetPage:
    return AirmeetPage(data=[airmeet(row) for row in page.rows], cursors=cursors(page))


def registration_page(page: Page[Registration]) -> RegistrationPage:
    return RegistrationPage(data=registrations(page.rows), cursors=cursors(page))


def registrations(rows: Sequence[Registration]) -> list[RegistrationRow]:
    """Positional, in the order of the fields: this runs fifty times in the busiest request."""
    return [
        RegistrationRow(
            row.email, row.name, row.city, row.country, row.organisation, row.designation, row.registered_at
        )
        for row in rows
    ]


def cursors(page: Page[Any]) -> Cursors:
    return Cursors(before=page.first, after=page.last, page_count=page.page_count)


def entry_link(attendee: Attendee, public_url: str) -> str:
    return _link(attendee.airmeet_id, attendee.code, public_url)


def authorized(attendee: Attendee, public_url: str) -> AuthorizedAttendee:
    return AuthorizedAttendee(email=attendee.email, entry_link=entry_link(attendee, public_url))


def guest_link(guest: Guest, public_url: str) -> str:
    """Empty for who may not enter, and where the code was not asked for."""
    admission = guest.admission
    if admission is None or admission.revoked_at is not None or admission.code is None:
        return ""
    return _link(guest.airmeet_id, admission.code, public_url)


def guest(guest: Guest) -> GuestRow:
    details, registered, admission = guest.details, guest.registered, guest.admission
    attendance = guest.attendance
    return GuestRow(
        email=guest.email.address,
        name=details.name,
        organisation=details.organisation,
        designation=details.designation,
        city=details.city,
        country=details.country,
        registered_at=registered.registered_at if registered else "",
        authorized=guest.authorized,
        authorized_at=admission.authorized_at if admission else "",
        revoked_at=(admission.revoked_at if admission else None) or "",
        arrived_at=attendance.arrived_at if attendance else "",
        left_at=(attendance.left_at if attendance else None) or "",
        seconds_inside=attendance.seconds if attendance else 0,
    )


def guest_with_link(row: Guest, public_url: str) -> GuestRowWithLink:
    return GuestRowWithLink(**msgspec.structs.asdict(guest(row)), entry_link=guest_link(row, public_url))


def _link(airmeet_id: str, code: str, public_url: str) -> str:
    """Codes need no escape."""
    return f"{public_url}/e/{airmeet_id}?code={code}"
