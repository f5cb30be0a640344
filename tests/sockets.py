"""A plain socket to a server, for what a polite client would not send."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from urllib.parse import urlsplit

import httpx


class Connection:
    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected

    def send(self, sent: bytes) -> None:
        self._socket.sendall(sent)

    def answer(self, method: str = "GET") -> httpx.Response:
        """The next answer; `method` is the request's, since an answer to HEAD has no body."""
        response = HTTPResponse(self._socket, method=method)
        response.begin()
        return httpx.Response(response.status, headers=response.getheaders(), content=response.read())

    def is_closed(self) -> bool:
        """Waits for what comes next, which should be the end."""
        try:
            return self._socket.recv(1) == b""
        except ConnectionResetError:
            return True


@contextmanager
def connection(url: str) -> Iterator[Connection]:
    address = urlsplit(url)
    assert address.hostname
    assert address.port
    with socket.create_connection((address.hostname, address.port), timeout=10) as connected:
        yield Connection(connected)


def exchange(url: str, *parts: bytes) -> httpx.Response:
    """The answer to `parts`, sent on a connection of their own."""
    with connection(url) as opened:
        for part in parts:
            opened.send(part)
        return opened.answer()
