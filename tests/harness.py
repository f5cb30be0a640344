"""What the tests are made with: a real server on a real socket, a clock to move, and integrations that call it."""

import asyncio
import ssl
import threading
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar
from urllib.parse import quote

import httpx
import uvloop
from argon2 import PasswordHasher

from admit.actions import access_keys, airmeets, communities, tokens
from admit.config import Settings
from admit.lib import passwords
from admit.lib.clock import Timestamp, timestamp
from admit.model.access_keys import Access
from admit.model.actors import Operator
from admit.server import Running, serve
from admit.store.database import Transaction
from admit.store.sqlite.transactions import SqliteTransaction

P = ParamSpec("P")
R = TypeVar("R")

Query = str | int
OPERATOR_EMAIL = "operator@example.com"
LABEL = "CRM sync"
START = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)

passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""A tenth of a second for each of thousands of sign-ups adds up. What a server pays: tests/cli/test_serve.py."""


def database_url(where: Path | str) -> str:
    """`where` is an SQLite file, or a URL already."""
    return f"sqlite:///{where}" if isinstance(where, Path) else where


def http_client(url: str, **options: Any) -> httpx.Client:  # noqa: ANN401 (httpx's own words)
    return httpx.Client(base_url=url, timeout=30, verify=certificates(), **options)


@cache
def certificates() -> ssl.SSLContext:
    """Which nobody here shows, and which take 20 ms to load: longer than most tests."""
    return httpx.create_ssl_context()


async def tables(tx: Transaction) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in the order of its key, which comes first in each."""
    return {
        name: sorted(await tx.all(f"SELECT * FROM {name}", {}))  # noqa: S608 (names of our own tables)
        for name in await _names(tx)
    }


async def sums(tx: Transaction) -> dict[str, Any]:
    """What differs wherever `tables` does. PostgreSQL adds its rows up by itself, and sends nothing but the sums."""
    if isinstance(tx, SqliteTransaction):
        return await tables(tx)
    each = [
        f"SELECT '{name}', COUNT(*), SUM(HASHTEXTEXTENDED(kept::text, 0)) FROM {name} AS kept"  # noqa: S608 (as above)
        for name in await _names(tx)
    ]
    return {name: rest for name, *rest in await tx.all(" UNION ALL ".join(each), {})}


async def _names(tx: Transaction) -> list[str]:
    try_sqlite = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    try_postgres = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    found = await tx.all(try_sqlite if isinstance(tx, SqliteTransaction) else try_postgres, {})
    return [name for (name,) in found]


class ManualClock:
    """Time stands still until a test moves it."""

    def __init__(self) -> None:
        self._now = START

    def __call__(self) -> Timestamp:
        return timestamp(self._now)

    def advance(self, **by: float) -> None:
        self._now += timedelta(**by)

    def reset(self) -> None:
        self._now = START


class LiveServer:
    """`admit serve` in a thread of its own: the same code, a real socket and a real database, and the test's clock.

    `where` is an SQLite file, or the URL of a database.
    """

    def __init__(self, where: Path | str, clock: ManualClock, **settings: Any) -> None:  # noqa: ANN401 (of Settings)
        self.where = where
        self.clock = clock
        self._settings = Settings(database=database_url(where), port=0, log_requests=False, **settings)
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="live-server", daemon=True)
        self._running: Running
        self._loop: asyncio.AbstractEventLoop
        self.http: httpx.Client
        """Without any token, for what the integrations do not cover."""

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(timeout=10)
        self.http = self.new_client()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.http.close()
        self._running.stop()
        self._thread.join(timeout=10)
        assert not self._thread.is_alive()

    @property
    def path(self) -> Path:
        """Of the SQLite file."""
        assert isinstance(self.where, Path)
        return self.where

    @property
    def url(self) -> str:
        return self._running.public_url

    def operate(
        self, action: Callable[Concatenate[Transaction, Operator, P], Awaitable[R]], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """`action` by the operator, durable when this returns."""

        async def write() -> R:
            return await self._running.database.write(lambda tx: action(tx, Operator(), *args, **kwargs))

        return self._wait_for(write())

    def keep_up(self) -> None:
        """What the server does by itself is done when this returns, as of the test's clock."""
        self._wait_for(self._running.upkeep.hurry())

    def keep_rooms(self) -> None:
        """Who is in a room has been heard of, told what is new, and let in, which the server does once a second."""
        self._wait_for(self._running.rooms.hurry())

    def keep_key_uses(self) -> None:
        """They are written when this returns, which the server does by itself only every hour."""
        self._wait_for(self._running.key_uses.hurry())

    def finish_imports(self) -> None:
        """What the server imports, undoes and forgets by itself is done when this returns."""
        self._wait_for(self._running.imports.hurry())

    def look(self, sql: str, **parameters: object) -> list[tuple[Any, ...]]:
        """The rows as they are kept."""

        async def select(tx: Transaction) -> list[tuple[Any, ...]]:
            return await tx.all(sql, parameters)

        return self._read(select)

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything that is kept, table by table. What time alone changes is done."""
        self.keep_up()
        return self._read(tables)

    def state(self) -> dict[str, Any]:
        """What differs wherever anything that is kept does: for what must change nothing."""
        self.keep_up()
        return self._read(sums)

    def community(self, name: str) -> "Integration":
        """A new community with one airmeet and a key that may do everything."""
        community_id = self.operate(communities.create, name=name).community_id
        return Integration(self, community_id)

    def new_client(self) -> httpx.Client:
        return http_client(self.url)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        await serve(self._settings, on_ready=self._on_ready, clock=self.clock, key_uses_seconds=3600)

    async def _on_ready(self, running: Running) -> None:
        self._loop = asyncio.get_running_loop()
        self._running = running
        self._ready.set()

    def _read(self, action: Callable[[Transaction], Awaitable[R]]) -> R:
        async def read() -> R:
            return await self._running.database.read(action)

        return self._wait_for(read())

    def _wait_for(self, work: Coroutine[Any, Any, R]) -> R:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=30)


class Integration:
    """A community's integration: its airmeet, its key pair, and calls that carry its token."""

    def __init__(self, server: LiveServer, community_id: str) -> None:
        self.server = server
        self.community_id = community_id
        made = server.operate(_new_integration, community_id)
        self.airmeet_id, self.access_key, self.secret_key, self.token = made

    def new_airmeet(self, name: str) -> str:
        """The id of an airmeet that has not started."""
        return self.server.operate(_new_airmeet, self.community_id, name)

    def new_key(
        self,
        access: Access = Access.READ_WRITE,
        airmeet_ids: list[str] | None = None,
        expires_at: Timestamp | None = None,
    ) -> tuple[str, str]:
        """An access key and its secret."""
        key, secret = self.server.operate(
            access_keys.create,
            community_id=self.community_id,
            label=LABEL,
            access=access,
            airmeet_ids=airmeet_ids,
            expires_at=expires_at,
        )
        return key.access_key, secret

    def revoke_key(self, access_key: str | None = None) -> None:
        self.server.operate(access_keys.revoke, access_key=access_key or self.access_key)

    def new_token(self, access: Access = Access.READ_WRITE, airmeet_ids: list[str] | None = None) -> str:
        """A token of a new key."""
        return self.issue(*self.new_key(access, airmeet_ids))

    def mint(self, lifetime_seconds: int) -> str:
        return self.server.operate(tokens.mint, access_key=self.access_key, lifetime_seconds=lifetime_seconds)

    def issue(self, access_key: str, secret_key: str) -> str:
        token: str = self.auth(access_key, secret_key).json()["data"]["token"]
        return token

    def auth(self, access_key: str | None, secret_key: str | None) -> httpx.Response:
        """`POST /auth` with the headers that are given."""
        given = {"X-Airmeet-Access-Key": access_key, "X-Airmeet-Secret-Key": secret_key}
        headers = {name: value for name, value in given.items() if value is not None}
        return self.server.http.post("/api/v1/auth", headers=headers)

    def get(self, path: str, token: str | None = None, /, **query: Query) -> httpx.Response:
        return self.server.http.get(path, headers=self._headers(token), params=query)

    def list_registrations(self, airmeet_id: str | None = None, **query: Query) -> dict[str, Any]:
        return self._ok(self.get(f"/api/v1/airmeet/{airmeet_id or self.airmeet_id}/registrations", **query))

    def list_airmeets(self, token: str | None = None, **query: Query) -> dict[str, Any]:
        return self._ok(self.get("/api/v1/airmeets", token, **query))

    def post(self, path: str, body: object, token: str | None = None) -> httpx.Response:
        return self.server.http.post(path, headers=self._headers(token), json=body)

    def register(self, email: str, name: str = "Ada Lovelace", **details: object) -> httpx.Response:
        return self.post(f"/api/v1/airmeet/{self.airmeet_id}/user", {"email": email, "name": name, **details})

    def authorize(self, email: str, name: str = "Ada Lovelace", **details: object) -> httpx.Response:
        return self.post(f"/api/v1/airmeet/{self.airmeet_id}/attendee", {"email": email, "name": name, **details})

    def revoke(self, email: str, token: str | None = None) -> httpx.Response:
        """`email` is URL-encoded as it should be."""
        path = f"/api/v1/airmeet/{self.airmeet_id}/attendee/{quote(email, safe='')}"
        return self.server.http.delete(path, headers=self._headers(token))

    def _headers(self, token: str | None) -> dict[str, str]:
        """No token at all for the empty string."""
        token = self.token if token is None else token
        return {"X-Airmeet-Access-Token": token} if token else {}

    @staticmethod
    def _ok(answer: httpx.Response) -> dict[str, Any]:
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body


async def _new_airmeet(tx: Transaction, operator: Operator, community_id: str, name: str) -> str:
    airmeet = await airmeets.create(
        tx,
        operator,
        community_id=community_id,
        name=name,
        starts_at=Timestamp("2026-12-10T18:00:00.000Z"),
        ends_at=Timestamp("2026-12-10T20:00:00.000Z"),
        timezone="Europe/London",
    )
    return airmeet.airmeet_id


async def _new_integration(tx: Transaction, operator: Operator, community_id: str) -> tuple[str, str, str, str]:
    """An airmeet, a key pair, and its token, in one transaction: most tests begin with them."""
    airmeet_id = await _new_airmeet(tx, operator, community_id, "Open evening")
    key, secret = await access_keys.create(tx, operator, community_id=community_id, label=LABEL)
    _, token = await tokens.issue(tx, key.access_key, secret)
    return airmeet_id, key.access_key, secret, token
