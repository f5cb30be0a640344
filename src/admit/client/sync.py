"""The client for programs that wait."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Generic, Self, TypeVar, Unpack

from admit.client import calls, listings
from admit.client.bulk import CONCURRENCY, OnProgress, Outcome
from admit.client.calls import Details
from admit.client.drivers import Driver
from admit.client.listings import PAGE_SIZE, ListCall, Page, Walk
from admit.client.session import RETRIES, Session
from admit.wire.airmeets import Airmeet
from admit.wire.attendees import AuthorizedAttendee
from admit.wire.people import Person
from admit.wire.registrations import Registered, Registration

Row = TypeVar("Row")


class Client:
    """The v1 API of Admit, and of Airmeet, for one key pair. Safe to share between threads; AsyncClient is its twin.

    The pair is exchanged for a token at the first call. The token is kept in memory, and with `token_file` in a file
    that only its owner may read; it is renewed after 29 days, and once when a call is refused for it.

    Connections are reused. Each attempt has 5 seconds to connect and 65 to be answered. A connection that fails and
    the statuses 429, 502, 503 and 504 are tried again up to `retries` times, with growing random pauses and as late
    as `Retry-After` asks, unless that is more than a minute. This is safe, since a replay changes nothing.

    `airmeet` is everywhere an Airmeet or its `uid`. Every method raises a subclass of AdmitError; the constructor
    raises ValueError for what cannot be an address or a key.
    """

    def __init__(
        self, url: str, access_key: str, secret_key: str, *, token_file: Path | None = None, retries: int = RETRIES
    ) -> None:
        self._driver = Driver(Session(url, access_key, secret_key, token_file=token_file, retries=retries))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        session = self._driver.session
        return f"Client({session.url!r}, {session.access_key!r}, '…')"

    def close(self) -> None:
        self._driver.close()

    def check(self) -> str:
        """The label of the access key. Raises CredentialsWrong, or Forbidden for a key that was revoked or has expired.

        Calls need not be preceded by it: it is for settings that somebody has just typed.
        """
        return self._driver.run(self._driver.session.exchange()).data.label

    def airmeets(self, *, start_after: int = 0, page_size: int = PAGE_SIZE) -> "Listing[Airmeet]":
        """The airmeets that the key may touch, oldest first, archived ones left out; pages are fetched as needed."""
        return Listing(self._driver, calls.list_airmeets, start_after=start_after, page_size=page_size)

    def registrations(
        self, airmeet: Airmeet | str, *, start_after: int = 0, page_size: int = PAGE_SIZE
    ) -> "Listing[Registration]":
        """Who is registered, oldest first; pages are fetched as needed.

        `start_after` is a cursor: the rows that follow it. None is skipped and none comes twice, whoever writes
        meanwhile. Iterating raises NotFound for an unknown airmeet and Unauthorized for another community's.
        """
        list_call = partial(calls.list_registrations, airmeet)
        return Listing(self._driver, list_call, start_after=start_after, page_size=page_size)

    def register(self, airmeet: Airmeet | str, email: str, name: str, **details: Unpack[Details]) -> Registered:
        """Puts a person on the list of registrations. Again, it changes nothing: not even the details.

        The answer has the email as it was first given to this airmeet. Raises BadRequest with a sentence for each
        member at fault, NotFound for an unknown airmeet, Unauthorized for another community's.
        """
        return self._driver.perform(calls.register(airmeet, Person(email=email, name=name, **details)))

    def authorize(
        self, airmeet: Airmeet | str, email: str, name: str, **details: Unpack[Details]
    ) -> AuthorizedAttendee:
        """Lets a person in; the answer has their own entry link, the same every time. Who had been removed is back.

        Raises as `register` does.
        """
        return self._driver.perform(calls.authorize(airmeet, Person(email=email, name=name, **details)))

    def revoke(self, airmeet: Airmeet | str, email: str) -> None:
        """From now on the person's entry link opens nothing. A registration stays.

        Raises NotFound for an unknown airmeet, and where nobody with this email is authorized now. Where the answer to
        a first attempt was lost, a 404 to the next counts as done.
        """
        self._driver.perform(calls.revoke(airmeet, email))

    def register_many(
        self,
        airmeet: Airmeet | str,
        people: Iterable[Person],
        *,
        concurrency: int = CONCURRENCY,
        on_progress: OnProgress[Registered] | None = None,
    ) -> list[Outcome[Registered]]:
        """Registers everybody, `concurrency` at a time: an outcome for each row, in the order of the rows.

        A row that the API refuses (400, 413, 500) has its error in its outcome. Whatever would be wrong with every
        row, such as an unknown airmeet or a server that is gone, is raised once the rows under way are finished; it is
        safe to begin again. `people` is read as it is needed. `on_progress` is called after each row, by one thread at
        a time; what it raises ends the whole.
        """
        return self._driver.perform_many(partial(calls.register, airmeet), people, concurrency, on_progress)

    def authorize_many(
        self,
        airmeet: Airmeet | str,
        people: Iterable[Person],
        *,
        concurrency: int = CONCURRENCY,
        on_progress: OnProgress[AuthorizedAttendee] | None = None,
    ) -> list[Outcome[AuthorizedAttendee]]:
        """Authorizes everybody, in the way of `register_many`. Each outcome's answer has the entry link."""
        return self._driver.perform_many(partial(calls.authorize, airmeet), people, concurrency, on_progress)


class Listing(Generic[Row]):
    """Iterating gives the rows, from `start_after` on each time, and fetches pages as they are needed."""

    def __init__(
        self,
        driver: Driver,
        list_call: ListCall[Row],
        *,
        start_after: int,
        page_size: int,
    ) -> None:
        self._driver = driver
        self._list_call = list_call
        self._start_after = start_after
        self._page_size = page_size
        self.cursor = start_after
        """Give it as `start_after` to go on later: the pages up to here were worked through to their ends."""

    def __iter__(self) -> Iterator[Row]:
        for page in self.pages():
            yield from page.data

    def pages(self) -> Iterator[Page[Row]]:
        """Page by page, for who keeps `page.cursors.after` with what was done with its rows. None is empty."""
        walk = Walk(self._driver.session, self._list_call, start_after=self._start_after, page_size=self._page_size)
        while (page := self._driver.run(walk.next_page())) is not None:
            yield page
            self.cursor = walk.cursor

    def last_cursor(self) -> int:
        """The newest row's, 0 for an empty list: who starts after it hears of news alone."""
        return self._driver.run(listings.last_cursor(self._driver.session, self._list_call))
