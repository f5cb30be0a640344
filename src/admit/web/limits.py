"""The bounds on what comes in."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope

from admit.web.errors import BodyTooLarge

BODY_BYTES_MAX = 64 * 1024
FORM_BYTES_MAX = 256 * 1024
"""Browsers spend up to twelve bytes on a character of a form."""
API = "/api/"
MIB = 1024 * 1024
Arrived = Callable[[Receive], bytes | None]
Headers = list[tuple[bytes, bytes]]
WHOLE_BODY = "admit.whole_body"
"""A server with this ASGI extension gives a request's body at once, if all of it has arrived."""


def body_bytes_max(path: str) -> int:
    return BODY_BYTES_MAX if path.startswith(API) else FORM_BYTES_MAX


def require_small_body(headers: Mapping[bytes, bytes], bytes_max: int) -> None:
    """Raises BodyTooLarge as soon as the length is told."""
    length = headers.get(b"content-length")
    if length is not None and int(length) > bytes_max:
        raise _too_large(bytes_max)


def require_one_line(path: str) -> None:
    """No address holds a line break, but the router's patterns end in `$`, which overlooks one at the end."""
    if "\n" in path:
        raise HTTPException(HTTPStatus.NOT_FOUND)


async def read_body(scope: Scope, receive: Receive, bytes_max: int = BODY_BYTES_MAX) -> bytes:
    """The whole body. Raises BodyTooLarge past the bound, ClientDisconnect if the rest never comes."""
    arrived: Arrived | None = scope.get("extensions", {}).get(WHOLE_BODY)
    whole = arrived(receive) if arrived is not None else None
    if whole is None:
        return await _read(receive, bytes_max)
    if len(whole) > bytes_max:
        raise _too_large(bytes_max)
    return whole


async def _read(receive: Receive, bytes_max: int) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > bytes_max:
            raise _too_large(bytes_max)
        if not message.get("more_body", False):
            return bytes(body)


def _too_large(bytes_max: int) -> BodyTooLarge:
    size = f"{bytes_max} bytes" if bytes_max % MIB else f"{bytes_max // MIB} MiB"
    return BodyTooLarge(f"The request body is longer than {size}.")
