"""One core for the server, another for the load, so that neither takes from the other."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec


class Cores(msgspec.Struct, frozen=True):
    server: int
    load: int

    @property
    def is_shared(self) -> bool:
        return self.server == self.load


def choose() -> Cores:
    """The first and the last, which are threads of the same physical core less often than neighbours are."""
    cores = sorted(os.sched_getaffinity(0))
    return Cores(server=cores[-1], load=cores[0])


@contextmanager
def pinned(core: int) -> Iterator[None]:
    """A process started in here stays on `core`, with all its threads."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
