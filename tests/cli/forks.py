"""Each command a process of its own, without the time that Python takes to import it: forked from one that has.

`python -W error -m tests.cli.forks SOCKET` is that one. It ends with whoever has the other end of the socket.
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
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile

from admit.cli.commands import OPERATORS, USERS
from tests.architecture.tree import ROOT

REQUEST_BYTES_MAX = 1 << 17
SECONDS_MAX = 600
"""A command that takes longer is killed."""


def run(words: Sequence[str], variables: Mapping[str, str], folder: Path, typed: str) -> tuple[int, str, str]:
    """What `python -W error -m admit WORDS` leaves behind: its exit status, and what it wrote to stdout and stderr."""
    request = json.dumps({"words": words, "variables": dict(variables), "folder": str(folder)}).encode()
    with ExitStack() as opened:
        standard = [opened.enter_context(TemporaryFile("w+", encoding="utf-8")) for _ in range(3)]
        standard[0].write(typed)
        standard[0].seek(0)
        told, telling = (opened.enter_context(end) for end in socket.socketpair())
        socket.send_fds(_forking(), [request], [*(file.fileno() for file in standard), telling.fileno()])
        telling.close()
        status = int(told.recv(16))
        for file in standard:
            file.seek(0)
        return status, standard[1].read(), standard[2].read()


@cache
def _forking() -> socket.socket:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        command = [sys.executable, "-W", "error", "-m", "tests.cli.forks", str(theirs.fileno())]
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()])
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
    if command := os.fork():
        _, status = os.waitpid(command, 0)
        os.write(files[3], b"%d" % os.waitstatus_to_exitcode(status))
        os._exit(0)
    signal.alarm(SECONDS_MAX)
    asked.close()
    for number, file in enumerate(files[:3]):
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
