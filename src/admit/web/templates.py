"""Pages from templates. Everything that is put into one is escaped."""

import re
from collections.abc import Mapping, MutableMapping
from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from admit import __version__
from admit.lib.clock import Timestamp, timestamp, to_datetime

SOURCES = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": SOURCES,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
SCRIPTED_SOURCES = f"{SOURCES}; script-src 'self'; connect-src 'self'"
PRIVATE_HEADERS = {**HEADERS, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
SCRIPTED_PRIVATE_HEADERS = {**PRIVATE_HEADERS, "Content-Security-Policy": SCRIPTED_SOURCES}


def encoded(headers: Mapping[str, str]) -> tuple[tuple[bytes, bytes], ...]:
    """As `raw_headers` of a Response takes them, which would encode the same ones anew for each page."""
    return tuple((name.lower().encode(), value.encode("latin-1")) for name, value in headers.items())


CODE = re.compile(r"`([^`]+)`")


def prose(text: str) -> Markup:
    """A sentence of the API's description: what stands between backticks is code."""
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 (the sentence was escaped first)


class Pages(Environment):
    """What templates have in common never changes once they are loaded, so it need not be looked up in layers."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


environment = Pages(
    loader=PackageLoader("admit"),
    auto_reload=False,
    autoescape=True,
    lstrip_blocks=True,
    trim_blocks=True,
    undefined=StrictUndefined,
)
environment.filters["prose"] = prose
environment.globals["version"] = __version__


def in_zone(at: Timestamp, timezone: str, since: Timestamp | None = None) -> str:
    """`10 December 2026, 18:00` on the clocks of `timezone`; `18:00` on the day of `since`."""
    zone = ZoneInfo(timezone)
    local = to_datetime(at).astimezone(zone)
    if since is not None and to_datetime(since).astimezone(zone).date() == local.date():
        return f"{local:%H:%M}"
    return f"{local.day} {local:%B %Y, %H:%M}"


def day_of(at: Timestamp) -> str:
    """`10 December 2026`, in UTC."""
    instant = to_datetime(at)
    return f"{instant.day} {instant:%B %Y}"


def until(at: Timestamp) -> str:
    """Until when something holds, in UTC. What ends with a day is told by that day."""
    instant = to_datetime(at)
    if instant.time() != time():
        return f"until {in_zone(at, 'UTC')} UTC"
    return f"until the end of {day_of(timestamp(instant - timedelta(days=1)))} UTC"


def duration(seconds: int) -> str:
    """`1 h 05 min`, `5 min`, `12 s`."""
    minutes = seconds // 60
    if not minutes:
        return f"{seconds} s"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02} min" if hours else f"{minutes} min"


environment.filters["duration"] = duration
environment.filters["in_zone"] = in_zone
environment.filters["day_of"] = day_of
environment.filters["until"] = until
