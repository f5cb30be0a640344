"""The client for programs on asyncio."""

from collections.abc import AsyncIterator, Iterable
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Generic, Self, TypeVar, Unpack

from admit.client import calls, listings
from admit.client.bulk import CONCURRENCY, OnProgress, Outcome
from admit.client.calls import Details
from admit.client.drivers import AsyncDriver
from admit.client.listings import PAGE_SIZE, ListCall, Page, Walk
from admit.client.session import RETRIES, Session
from admit.wire.airmeets import Airmeet
from admit.wire.attendees import AuthorizedAttendee
from admit.wire.people import Person
from admit.wire.registrations import Registered, Registration

Row = TypeVar("Row")


class AsyncClient:
    """What Client is, and word for word as it is told there, for one event loop."""

    def __init__(
        self, url: str, access_key: str, secret_key: str, *, token_file: Path | None = None, retries: int = RETRIES
    ) -> None:
        self._driver = AsyncDriver(Session(url, access_key, secret_key, token_file=token_file, retries=retries))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        session = self._driver.session
        return f"AsyncClient({session.url!r}, {session.access_key!r}, '…')"

    async def close(self) -> None:
        await self._driver.close()

    async def check(self) -> str:
        """The label of the access key. Raises CredentialsWrong, or Forbidden for a revoked or expired key."""
        return (await self._driver.run(self._driver.session.exchange())).data.label

    def airmeets(self, *, start_after: int = 0, page_size: int = PAGE_SIZE) -> "AsyncListing[Airmeet]":
        """The airmeets that the key may touch, oldest first, for `async for`."""
        return AsyncListing(self._driver, calls.list_airmeets, start_after=start_after, page_size=page_size)

    def registrations(
        self, airmeet: Airmeet | str, *, start_after: int = 0, page_size: int = PAGE_SIZE
    ) -> "AsyncListing[Registration]":
        """Who is registered, oldest first, for `async for`; with `start_after`, the rows that follow this cursor."""
        list_call = partial(calls.list_registrations, airmeet)
        return AsyncListing(self._driver, list_call, start_after=start_after, page_size=page_size)

    async def register(self, airmeet: Airmeet | str, email: str, name: str, **details: Unpack[Details]) -> Registered:
        """Puts a person on the list of registrations. Again, it changes nothing: not even the details."""
        return await self._driver.perform(calls.register(airmeet, Person(email=email, name=name, **details)))

    async def authorize(
        self, airmeet: Airmeet | str, email: str, name: str, **details: Unpack[Details]
    ) -> AuthorizedAttendee:
        """Lets a person in; the answer has their own entry link, the same every time. Who had been removed is back."""
        return await self._driver.perform(calls.authorize(airmeet, Person(email=email, name=name, **details)))

    async def revoke(self, airmeet: Airmeet | str, email: str) -> None:
        """From now on the person's entry link opens nothing. Raises NotFound where nobody with it is authorized."""
        await self._driver.perform(calls.revoke(airmeet, email))

    async def register_many(
        self,
        airmeet: Airmeet | str,
        people: Iterable[Person],
        *,
        concurrency: int = CONCURRENCY,
        on_progress: OnProgress[Registered] | None = None,
    ) -> list[Outcome[Registered]]:
        """Registers everybody, `concurrency` at a time: an outcome for each row, in the order of the rows."""
        return await self._driver.perform_many(partial(calls.register, airmeet), people, concurrency, on_progress)

    async def authorize_many(
        self,
        airmeet: Airmeet | str,
        people: Iterable[Person],
        *,
        concurrency: int = CONCURRENCY,
        on_progress: OnProgress[AuthorizedAttendee] | None = None,
    ) -> list[Outcome[AuthorizedAttendee]]:
        """Authorizes everybody, in the way of `register_many`. Each outcome's answer has the entry link."""
        return await self._driver.perform_many(partial(calls.authorize, airmeet), people, concurrency, on_progress)


class AsyncListing(Generic[Row]):
    """Iterating gives the rows, from `start_after` on each time, and fetches pages as they are needed."""

    def __init__(self, driver: AsyncDriver, list_call: ListCall[Row], *, start_after: int, page_size: int) -> None:
        self._driver = driver
        self._list_call = list_call
        self._start_after = start_after
        self._page_size = page_size
        self.cursor = start_after
        """Give it as `start_after` to go on later: the pages up to here were worked through to their ends."""

    async def __aiter__(self) -> AsyncIterator[Row]:
        async for page in self.pages():
            for row in page.data:
                yield row

    async def pages(self) -> AsyncIterator[Page[Row]]:
        """Page by page, for who keeps `page.cursors.after` with what was done with its rows. None is empty."""
        walk = Walk(self._driver.session, self._list_call, start_after=self._start_after, page_size=self._page_size)
        while (page := await self._driver.run(walk.next_page())) is not None:
            yield page
            self.cursor = walk.cursor

    async def last_cursor(self) -> int:
        """The newest row's, 0 for an empty list: who starts after it hears of news alone."""
        return await self._driver.run(listings.last_cursor(self._driver.session, self._list_call))
