"""A server of few words: the same answer to every request, for what ours would never say."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

HEAD_END = b"\r\n\r\n"


@contextmanager
def canned(*answers: bytes) -> Iterator[str]:
    """Each connection is for one request. The last answer is given over and over."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=_serve, args=(listener, list(answers)), daemon=True)
        server.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
        server.join(timeout=10)


def json_answer(body: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n" % len(body)
    return head + HEAD_END[2:] + body


def _serve(listener: socket.socket, answers: list[bytes]) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:  # shut down
            return
        with connection:
            asked = b""
            while HEAD_END not in asked and (part := connection.recv(65536)):
                asked += part
            connection.sendall(answers.pop(0) if len(answers) > 1 else answers[0])
            connection.shutdown(socket.SHUT_WR)
