"""The process's log: one line an event on standard error, times in UTC."""

import asyncio
import logging
import time
from typing import TextIO

from admit.lib.clock import system_clock


def configure() -> None:
    formatter = logging.Formatter("%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("uvicorn").setLevel(logging.WARNING)


class Lines:
    """Lines that are gathered during a turn of the event loop and written together, each behind the time of that.

    The logging module takes 15 µs to write one, which is more than many an answer takes that the line would tell of.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._waiting: list[str] = []

    def write(self, line: str) -> None:
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._flush)
        self._waiting.append(line)

    def _flush(self) -> None:
        now, lines = system_clock(), self._waiting
        self._waiting = []
        self._stream.write("".join([f"{now} {line}\n" for line in lines]))
        self._stream.flush()
