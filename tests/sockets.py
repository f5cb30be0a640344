"""A plain socket to a server, for what a polite client would not send."""

import io
import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPResponse
from typing import cast
from urllib.parse import urlsplit

import httpx


class Reader(io.BufferedReader):
    """Stays open at the end of an answer, for the next one."""

    def makefile(self, _mode: str) -> "Reader":
        return self

    def close(self) -> None:
        pass


class Connection:
    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._reader = Reader(cast("io.RawIOBase", socket.SocketIO(connected, "rb")))

    def send(self, sent: bytes) -> None:
        self._socket.sendall(sent)

    def send_until_answered(self, part: bytes) -> None:
        """Again and again, until the other side says something or is gone."""
        with suppress(ConnectionError):
            while not select.select([self._socket], [], [], 0)[0]:
                self._socket.sendall(part)

    def answer(self, method: str = "GET") -> httpx.Response:
        """The next answer; `method` is the request's, since an answer to HEAD has no body."""
        response = HTTPResponse(cast("socket.socket", self._reader), method=method)
        response.begin()
        return httpx.Response(response.status, headers=response.getheaders(), content=response.read())

    def line(self) -> bytes:
        return self._reader.readline()

    def rest(self) -> bytes:
        """All that comes until the end."""
        return self._reader.read()

    def is_closed(self) -> bool:
        """Waits for what comes next, which should be the end."""
        try:
            return self._reader.read(1) == b""
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
