"""How both clients use httpx."""

import logging
import ssl
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx

from admit import __version__

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 65.0
"""Longer than the 60 seconds after which a reverse proxy answers for a server that does not."""
KEEP_ALIVE_SECONDS = 60.0
"""Shorter than the server's 75, so that no connection is used at the moment it is closed."""
CONNECTIONS_MAX = 100
TOO_LATE = f"The answer was not there after {TOTAL_SECONDS:.0f} seconds."
NO_ANSWER = (httpx.TransportError, httpx.DecodingError)


def options(url: str) -> dict[str, Any]:
    """For httpx.Client and httpx.AsyncClient alike."""
    return {
        "base_url": url,
        "verify": _certificates(),
        "headers": {
            "User-Agent": f"admit/{__version__}",
            "Accept": "application/json",
            "Content-Type": "application/json",
        },
        "timeout": httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS),
        "limits": httpx.Limits(
            max_connections=CONNECTIONS_MAX,
            max_keepalive_connections=CONNECTIONS_MAX,
            keepalive_expiry=KEEP_ALIVE_SECONDS,
        ),
    }


def base_url(url: str) -> str:
    """Where the API's path begins. Raises ValueError."""
    base = url.rstrip("/").removesuffix("/api/v1")
    parts = urlsplit(base)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"{url!r} is not the address of an installation, such as https://events.example.com.")
    return base


def header_value(name: str, value: str) -> str:
    """`value` without space around it. Raises ValueError, without the value, for what no header can hold."""
    value = value.strip()
    if not value or not value.isascii() or not value.isprintable():
        raise ValueError(f"The {name} is empty, or has characters that no key has.")
    return value


@cache
def _certificates() -> ssl.SSLContext:
    """Loading them takes 20 ms, so it is done once."""
    return httpx.create_ssl_context()


def reason(error: httpx.RequestError) -> str:
    """In a sentence, without the address."""
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _hide_people(record: logging.LogRecord) -> bool:
    """Each URL is logged by httpx at level INFO, and that of a revocation ends in an email address."""
    if isinstance(record.args, tuple):
        record.args = tuple(_hidden(value) for value in record.args)
    return True


def _hidden(value: object) -> object:
    before, found, _ = str(value).partition("/attendee/") if isinstance(value, httpx.URL) else ("", "", "")
    return f"{before}{found}…" if found else value


logging.getLogger("httpx").addFilter(_hide_people)
