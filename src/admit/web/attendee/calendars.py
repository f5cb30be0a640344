"""An event as a file for calendars (RFC 5545), which take a later copy of it as a change of the same entry."""

import re
from urllib.parse import quote, urlsplit

from icalendar import Calendar
from icalendar import Event as Entry
from starlette.requests import Request
from starlette.responses import Response

from admit import __version__
from admit.lib.clock import to_datetime
from admit.model.errors import AirmeetUnknown
from admit.model.events import Event
from admit.web.attendee.events import address, cacheable, find_event, unknown
from admit.web.site import Site

NOT_IN_A_FILE_NAME = re.compile(r"[^\w-]+")
NAME_LENGTH_MAX = 60


async def show_calendar(site: Site, request: Request) -> Response:
    try:
        event = await find_event(site, request)
    except AirmeetUnknown:
        return unknown()
    file_name = f"{_file_name(event.airmeet.name)}.ics"
    disposition = f"inline; filename=event.ics; filename*=UTF-8''{quote(file_name)}"
    calendar = write_calendar(event, address(site, event))
    return cacheable(request, calendar, "text/calendar; charset=utf-8", {"Content-Disposition": disposition})


def write_calendar(event: Event, url: str) -> bytes:
    """Its instants are in UTC, which every calendar shows on its owner's clocks and none needs a zone's rules for."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Admit//{__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    entry = Entry()
    entry.add("uid", f"{event.airmeet.airmeet_id}@{urlsplit(url).hostname}")
    entry.add("sequence", event.revision.number)
    entry.add("dtstamp", to_datetime(event.revision.at))
    entry.add("last-modified", to_datetime(event.revision.at))
    entry.add("dtstart", to_datetime(event.airmeet.starts_at))
    entry.add("dtend", to_datetime(event.airmeet.ends_at))
    entry.add("summary", event.airmeet.name)
    entry.add("description", f"{event.particulars.description}\n\n{url}".strip())
    entry.add("location", url)
    entry.add("url", url)
    calendar.add_component(entry)
    written: bytes = calendar.to_ical()
    return written


def _file_name(name: str) -> str:
    return NOT_IN_A_FILE_NAME.sub("-", name).strip("-")[:NAME_LENGTH_MAX].lower() or "event"
