"""Both clients behind one face, so that a test is written once: AsyncClient runs on a loop in a thread of its own."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, Generic, Protocol, TypeVar

from admit import AsyncClient, Client
from admit.client import Airmeet, AsyncListing, AuthorizedAttendee, Outcome, Registered, Registration
from admit.client.listings import Page

R = TypeVar("R")
Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)

KINDS = ("sync", "async")


class AnyListing(Protocol[Row_co]):
    cursor: int

    def __iter__(self) -> Iterator[Row_co]: ...

    def pages(self) -> Iterator[Page[Row_co]]: ...

    def last_cursor(self) -> int: ...


class AnyClient(Protocol):
    def check(self) -> str: ...

    def airmeets(self, *, start_after: int = ..., page_size: int = ...) -> AnyListing[Airmeet]: ...

    def registrations(
        self, airmeet: Airmeet | str, *, start_after: int = ..., page_size: int = ...
    ) -> AnyListing[Registration]: ...

    def register(self, airmeet: Airmeet | str, email: str, name: str, **details: Any) -> Registered: ...  # noqa: ANN401

    def authorize(self, airmeet: Airmeet | str, email: str, name: str, **details: Any) -> AuthorizedAttendee: ...  # noqa: ANN401

    def revoke(self, airmeet: Airmeet | str, email: str) -> None: ...

    def register_many(self, airmeet: Airmeet | str, people: Any, **how: Any) -> list[Outcome[Registered]]: ...  # noqa: ANN401

    def authorize_many(self, airmeet: Airmeet | str, people: Any, **how: Any) -> list[Outcome[AuthorizedAttendee]]: ...  # noqa: ANN401

    def close(self) -> None: ...


class Loop:
    """An event loop in a thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="loop", daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, R]) -> R:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=60)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()


class OnLoop:
    """AsyncClient, waited for."""

    def __init__(self, *pair: str, **options: Any) -> None:  # noqa: ANN401 (of AsyncClient)
        self._loop = Loop()
        self._client = AsyncClient(*pair, **options)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (whatever the client has)
        method = getattr(self._client, name)

        def called(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 (as above)
            answer = method(*args, **kwargs)
            return ListingOnLoop(self._loop, answer) if isinstance(answer, AsyncListing) else self._loop.run(answer)

        return called

    def __repr__(self) -> str:
        return repr(self._client)

    def close(self) -> None:
        self._loop.run(self._client.close())
        self._loop.close()


class ListingOnLoop(Generic[Row]):
    def __init__(self, loop: Loop, listing: AsyncListing[Row]) -> None:
        self._loop = loop
        self._listing = listing

    @property
    def cursor(self) -> int:
        return self._listing.cursor

    def __iter__(self) -> Iterator[Row]:
        return self._waited_for(aiter(self._listing))

    def pages(self) -> Iterator[Page[Row]]:
        return self._waited_for(self._listing.pages())

    def last_cursor(self) -> int:
        return self._loop.run(self._listing.last_cursor())

    def _waited_for(self, rows: Any) -> Iterator[Any]:  # noqa: ANN401 (rows or pages)
        async def step() -> Any:  # noqa: ANN401 (as above)
            return await anext(rows, None)

        while (row := self._loop.run(step())) is not None:
            yield row


@contextmanager
def opened(kind: str, url: str, access_key: str, secret_key: str, **options: Any) -> Iterator[AnyClient]:  # noqa: ANN401
    client: Any = (Client if kind == "sync" else OnLoop)(url, access_key, secret_key, **options)
    try:
        yield client
    finally:
        client.close()
