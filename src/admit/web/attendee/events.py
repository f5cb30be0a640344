"""An event's page, the same for whoever comes: no cookie is asked for or set, and caches may keep it."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from admit.actions import events
from admit.lib import hashing, ids
from admit.model.errors import AirmeetUnknown
from admit.model.events import Event
from admit.web.attendee.schedule import schedule
from admit.web.site import Site
from admit.web.templates import HEADERS, PRIVATE_HEADERS, SCRIPTED_SOURCES, environment

PAGE = environment.get_template("attendee/event.html")
UNKNOWN = environment.get_template("attendee/event_unknown.html").render()
PREVIEW_LENGTH_MAX = 200

# A browser asks every time, since the same address is somebody's way into the event once they hold an entry session.
CACHED_HEADERS = {
    **HEADERS,
    "Cache-Control": "public, max-age=0, s-maxage=60",
    "Content-Security-Policy": SCRIPTED_SOURCES,
    "Referrer-Policy": "no-referrer",
    "Vary": "Cookie",
}


async def show_event(site: Site, request: Request) -> Response:
    try:
        event = await find_event(site, request)
    except AirmeetUnknown:
        return unknown()
    body = PAGE.render(
        event=event,
        when=schedule(event.airmeet.starts_at, event.airmeet.ends_at, event.airmeet.timezone),
        preview=_preview(event),
        address=address(site, event),
        path=f"/e/{event.airmeet.airmeet_id}",
    )
    return cacheable(request, body.encode(), "text/html")


async def find_event(site: Site, request: Request) -> Event:
    """The event of the path. Raises AirmeetUnknown."""
    airmeet_id = ids.canonical_uuid(request.path_params["airmeet_id"]) or ""
    return await site.database.read(events.open_, airmeet_id)


def address(site: Site, event: Event) -> str:
    return f"{site.public_url}/e/{event.airmeet.airmeet_id}"


def unknown() -> Response:
    return Response(UNKNOWN, HTTPStatus.NOT_FOUND, PRIVATE_HEADERS, "text/html")


def cacheable(request: Request, body: bytes, media_type: str, headers: dict[str, str] | None = None) -> Response:
    """304 where the caller holds the same (RFC 9110, 13.1.2)."""
    tag = f'"{hashing.digest_bytes(body)[:32]}"'
    headers = {**CACHED_HEADERS, **(headers or {}), "ETag": tag}
    held = {each.strip().removeprefix("W/") for each in request.headers.get("If-None-Match", "").split(",")}
    if held & {tag, "*"}:
        return Response(None, HTTPStatus.NOT_MODIFIED, headers)
    return Response(body, HTTPStatus.OK, headers, media_type)


def _preview(event: Event) -> str:
    """What a messenger shows beneath the link."""
    text = " ".join(event.particulars.description.split())
    return text if len(text) <= PREVIEW_LENGTH_MAX else f"{text[: PREVIEW_LENGTH_MAX - 1].rstrip()}…"
