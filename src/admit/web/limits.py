"""The bounds on what comes in."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Receive

from admit.web.errors import BodyTooLarge

BODY_BYTES_MAX = 64 * 1024
FORM_BYTES_MAX = 256 * 1024
"""Browsers spend up to twelve bytes on a character of a form."""
API = "/api/"
MIB = 1024 * 1024


def body_bytes_max(path: str) -> int:
    return BODY_BYTES_MAX if path.startswith(API) else FORM_BYTES_MAX


def require_small_body(headers: list[tuple[bytes, bytes]], bytes_max: int) -> None:
    """Raises BodyTooLarge as soon as the length is told."""
    for name, value in headers:
        if name == b"content-length" and int(value) > bytes_max:
            raise _too_large(bytes_max)


def require_one_line(path: str) -> None:
    """No address holds a line break, but the router's patterns end in `$`, which overlooks one at the end."""
    if "\n" in path:
        raise HTTPException(HTTPStatus.NOT_FOUND)


async def read_body(receive: Receive, bytes_max: int = BODY_BYTES_MAX) -> bytes:
    """The whole body. Raises BodyTooLarge past the bound, ClientDisconnect if the rest never comes."""
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
