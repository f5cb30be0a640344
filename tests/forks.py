"""Each command a process of its own, without the time that Python takes to import it: forked from one that has.

`python -W error -m tests.forks SOCKET` is that one. It ends with whoever has the other end of the socket.
"""

import atexit
import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Any, Self

from admit.cli.commands import OPERATORS, USERS
from tests.architecture.tree import ROOT

REQUEST_BYTES_MAX = 1 << 17
SECONDS_MAX = 600
"""A command that takes longer is killed."""


class Program:
    """`python -W error -m admit WORDS`, running. What it writes to stderr can be read, unless it goes to `log`."""

    def __init__(
        self, words: Sequence[str], variables: Mapping[str, str], folder: Path, log: IO[Any] | None = None
    ) -> None:
        self.returncode: int | None = None
        self.stdout, answer = _pipe()
        self.stderr, complaint = _pipe()
        with TemporaryFile() as typed, answer, complaint:
            self._told = _fork(words, variables, folder, typed, answer, log or complaint)
        self.pid = int(self._told.recv(16))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def wait(self, timeout: float = SECONDS_MAX) -> int:
        """Its exit status. Raises TimeoutError."""
        if self.returncode is None:
            self._told.settimeout(timeout)
            self.returncode = int(self._told.recv(16))
            self._told.close()
        return self.returncode

    def poll(self) -> int | None:
        """Its exit status, if it has ended."""
        with suppress(BlockingIOError):
            self.wait(timeout=0)
        return self.returncode

    def close(self) -> None:
        """Reads no more, and waits for its end."""
        self.stdout.close()
        self.stderr.close()
        self.wait()

    def communicate(self) -> tuple[str, str]:
        """The rest of what it writes to stdout and stderr until its end."""
        rest = self.stdout.read(), self.stderr.read()
        self.wait()
        return rest


def run(words: Sequence[str], variables: Mapping[str, str], folder: Path, typed: str) -> tuple[int, str, str]:
    """What such a program leaves behind: its exit status, and what it wrote to stdout and stderr."""
    with ExitStack() as opened:
        standard = [opened.enter_context(TemporaryFile("w+", encoding="utf-8")) for _ in range(3)]
        standard[0].write(typed)
        standard[0].seek(0)
        with _fork(words, variables, folder, *standard) as told:
            told.recv(16)
            status = int(told.recv(16))
        for file in standard:
            file.seek(0)
        return status, standard[1].read(), standard[2].read()


def _pipe() -> tuple[IO[str], IO[str]]:
    """What comes out of it, and what goes in."""
    reading, writing = os.pipe()
    return os.fdopen(reading), os.fdopen(writing, "w")


def _fork(words: Sequence[str], variables: Mapping[str, str], folder: Path, *standard: IO[Any]) -> socket.socket:
    """Tells the number of the process, and its exit status once it has ended."""
    request = json.dumps({"words": words, "variables": dict(variables), "folder": str(folder)}).encode()
    told, telling = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with telling:
        socket.send_fds(_forking(), [request], [*(file.fileno() for file in standard), telling.fileno()])
    return told


@cache
def _forking() -> socket.socket:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        command = [sys.executable, "-W", "error", "-m", "tests.forks", str(theirs.fileno())]
        process = subprocess.Popen(  # noqa: S603 (ourselves)
            command, cwd=ROOT, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()]
        )
    atexit.register(process.wait)
    atexit.register(ours.close)
    return ours


def _fork_for_each(asked: socket.socket) -> None:
    """Returns in the process of a command. A process between it and this one waits for it, and tells of its end."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        request, files, _, _ = socket.recv_fds(asked, REQUEST_BYTES_MAX, 4)
        if not request:
            sys.exit()
        if os.fork() == 0:
            break
        for file in files:
            os.close(file)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    asked.close()
    *standard, telling = files
    if command := os.fork():
        for file in standard:
            os.close(file)
        os.write(telling, b"%d" % command)
        _, status = os.waitpid(command, 0)
        with suppress(BrokenPipeError):  # Nobody has waited for it.
            os.write(telling, b"%d" % os.waitstatus_to_exitcode(status))
        os._exit(0)
    signal.alarm(SECONDS_MAX)
    for number, file in enumerate(standard):
        os.dup2(file, number)
    os.closerange(3, max(files) + 1)
    _be(**json.loads(request))


def _be(words: list[str], variables: dict[str, str], folder: str) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    sys.argv[1:] = words
    sys.path[0] = folder


if __name__ == "__main__":
    for load in (USERS | OPERATORS).values():
        load()
    gc.freeze()
    _fork_for_each(socket.socket(fileno=int(sys.argv[1])))
    runpy.run_module("admit", run_name="__main__", alter_sys=True)
