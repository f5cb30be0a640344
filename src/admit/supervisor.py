"""Several processes behind one socket. Each serves like one alone; whichever dies is replaced."""

import asyncio
import logging
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

import msgspec

from admit import server
from admit.config import Settings
from admit.lib import logs

READY_SECONDS = 30
STOP_SECONDS = server.SHUTDOWN_SECONDS + 5
PAUSE_SECONDS = 1.0
"""Before a process is replaced that did not live this long: what ails it may need a moment."""

SPAWN = multiprocessing.get_context("spawn")

log = logging.getLogger("admit.supervisor")


class CannotServe(Exception):
    """A process ended before it could serve. Its own log says why."""


class Worker:
    """One of the processes."""

    def __init__(self, settings: Settings, listener: socket.socket) -> None:
        self.started_at = time.monotonic()
        self._ready, theirs = SPAWN.Pipe(duplex=False)
        self.process: BaseProcess = SPAWN.Process(target=_serve, args=(settings, listener, theirs), name="admit-worker")
        self.process.start()
        theirs.close()

    def wait_until_ready(self) -> None:
        """Raises CannotServe."""
        try:
            if self._ready.poll(READY_SECONDS) and self._ready.recv():
                log.info("process %d serves", self.process.pid)
                return
        except EOFError:
            pass
        raise CannotServe("A process ended, or hung, before it could serve; its log says why.")

    def end(self) -> None:
        self._ready.close()
        self.process.join(STOP_SECONDS)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


class Supervisor:
    """Raises OSError where it cannot listen."""

    def __init__(self, settings: Settings) -> None:
        self._listener = server.listen(settings.host, settings.port)
        public_url = server.public_url(settings, self._listener)
        self.settings = msgspec.structs.replace(settings, public_url=public_url)
        self._workers: list[Worker] = []
        self._stopped, self._stop = SPAWN.Pipe(duplex=False)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """From here on SIGTERM and SIGINT are heeded. On the way out every process finishes what it had accepted.

        Raises CannotServe.
        """
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self._stop.send(None))
        try:
            self._workers += [Worker(self.settings, self._listener) for _ in range(self.settings.processes)]
            for worker in self._workers:
                worker.wait_until_ready()
            yield
        finally:
            for worker in self._workers:
                worker.process.terminate()
            for worker in self._workers:
                worker.end()
            self._listener.close()

    def replace_the_dead_until_told_to_stop(self) -> None:
        while True:
            ended = wait([self._stopped, *(worker.process.sentinel for worker in self._workers)])
            if self._stopped in ended:
                return
            for worker in [worker for worker in self._workers if worker.process.sentinel in ended]:
                self._replace(worker)

    def _replace(self, dead: Worker) -> None:
        dead.end()
        log.error("process %d ended with %s and is replaced", dead.process.pid, dead.process.exitcode)
        is_young = time.monotonic() - dead.started_at < PAUSE_SECONDS
        if not self._stopped.poll(PAUSE_SECONDS if is_young else 0):
            worker = Worker(self.settings, self._listener)
            log.info("process %d takes its place", worker.process.pid)
            self._workers[self._workers.index(dead)] = worker


def _serve(settings: Settings, listener: socket.socket, ready: Connection) -> None:
    """What runs in a process of its own, for as long as the supervisor lives."""
    logs.configure()

    async def announce(running: server.Running) -> None:
        supervisor = multiprocessing.parent_process()
        if supervisor is None:
            raise AssertionError("Whoever spawned this process is its parent.")
        asyncio.get_running_loop().add_reader(supervisor.sentinel, running.stop)
        server.settle()
        with suppress(BrokenPipeError):  # The supervisor has been told to stop, and waits for nobody's beginning.
            ready.send(os.getpid())

    with asyncio.Runner(loop_factory=server.new_event_loop) as runner:
        runner.run(server.serve(settings, on_ready=announce, listener=listener))
