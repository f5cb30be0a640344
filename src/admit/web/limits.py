"""The bounds on what comes in."""

from starlette.requests import ClientDisconnect
from starlette.types import Receive
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from admit.web.errors import JSON, BodyTooLarge, error_body

BODY_BYTES_MAX = 64 * 1024
HEAD_BYTES_MAX = 32 * 1024


class HeadTooLarge(Exception):
    """Raised inside the parser, which then gives the connection up."""


class BoundedHttp(HttpToolsProtocol):
    """uvicorn's protocol with a bound on the request line and headers, and the error body of the contract."""

    head_bytes = 0

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.head_bytes = 0

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def send_400_response(self, msg: str) -> None:
        """What uvicorn says where it cannot make a request out of what arrived."""
        if self.head_bytes > HEAD_BYTES_MAX:
            msg = f"The request line and headers are longer than {HEAD_BYTES_MAX} bytes."
        body = error_body(400, (msg,))
        lines = [
            STATUS_LINE[400],
            f"content-type: {JSON}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n".encode(),
            body,
        ]
        self.transport.write(b"".join(lines))
        self.transport.close()

    def _count(self, length: int) -> None:
        self.head_bytes += length
        if self.head_bytes > HEAD_BYTES_MAX:
            raise HeadTooLarge


def require_small_body(headers: list[tuple[bytes, bytes]]) -> None:
    """Raises BodyTooLarge as soon as the length is told."""
    for name, value in headers:
        if name == b"content-length" and int(value) > BODY_BYTES_MAX:
            raise _too_large()


async def read_body(receive: Receive) -> bytes:
    """The whole body. Raises BodyTooLarge past the bound, ClientDisconnect if the rest never comes."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > BODY_BYTES_MAX:
            raise _too_large()
        if not message.get("more_body", False):
            return bytes(body)


def _too_large() -> BodyTooLarge:
    return BodyTooLarge(f"The request body is longer than {BODY_BYTES_MAX} bytes.")
