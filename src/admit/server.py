"""The composition root: settings in, a running installation out. The only place that builds things."""

import asyncio
import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import msgspec
import uvicorn
from starlette.types import ASGIApp

from admit.actions import tokens
from admit.config import Settings, SettingWrong
from admit.importer import Importer
from admit.lib import logs
from admit.lib.clock import Clock, system_clock
from admit.lib.recurring import Recurring
from admit.store import migrate
from admit.store.database import Database
from admit.store.sqlite import SqliteDatabase
from admit.web.app import create_app
from admit.web.protocol import Http
from admit.web.site import Site

SQLITE_SCHEME = "sqlite:///"
LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (told apart from the others, not bound to)
"""Where this machine reaches what listens on all addresses, none of which a browser can open."""
KEEP_ALIVE_SECONDS = 75
"""Longer than a reverse proxy keeps an idle connection: the server never closes one that is about to be used."""
SHUTDOWN_SECONDS = 30
IMPORTS_PAUSE_SECONDS = 5.0
"""How long an import waits at most that another process has left behind."""


class Running(msgspec.Struct, frozen=True):
    """A server that accepts connections. `stop` may be called from any thread."""

    database: Database
    public_url: str
    stop: Callable[[], None]
    imports: Recurring


OnReady = Callable[[Running], Awaitable[None]]


def database_path(url: str) -> Path:
    """Raises SettingWrong for what is not the URL of an SQLite file."""
    path = url.removeprefix(SQLITE_SCHEME)
    if path in {url, "", ":memory:"}:
        raise SettingWrong(f"database: {url!r} is neither sqlite:///relative.db nor sqlite:////absolute.db.")
    return Path(path)


@asynccontextmanager
async def open_database(url: str, *, clock: Clock = system_clock) -> AsyncIterator[Database]:
    """The database at `url`, its schema up to date; closed on the way out. Safe beside a server that runs on it."""
    database = SqliteDatabase(database_path(url), clock)
    try:
        await database.write(migrate.run)
        await database.write(tokens.ensure_signing_key)
        yield database
    finally:
        await database.close()


async def migrate_database(url: str) -> list[str]:
    """The names of the migrations that had been missing."""
    database = SqliteDatabase(database_path(url), system_clock)
    try:
        return await database.write(migrate.run)
    finally:
        await database.close()


def new_event_loop() -> asyncio.AbstractEventLoop:
    """Uvloop's where there is one, which is everywhere but on Windows."""
    try:
        import uvloop  # noqa: PLC0415 (absent on Windows)
    except ModuleNotFoundError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


async def serve(settings: Settings, *, on_ready: OnReady, clock: Clock = system_clock) -> None:
    """Serve until SIGTERM, SIGINT or `Running.stop`, then finish what was accepted. OSError: it cannot listen."""
    with socket.create_server((settings.host, settings.port), family=_family(settings.host), backlog=2048) as listener:
        public_url = settings.public_url.rstrip("/") or _own_url(settings.host, listener)
        async with open_database(settings.database, clock=clock) as database:
            imports = Recurring(Importer(database).round, pause_seconds=IMPORTS_PAUSE_SECONDS)
            site = Site(
                database=database,
                public_url=public_url,
                request_timeout_seconds=settings.request_timeout_seconds,
                wake_importer=imports.wake,
            )
            write_log_line = logs.Lines(sys.stderr).write if settings.log_requests else None
            server = Server(_uvicorn_config(create_app(site, write_log_line)))

            async def announce() -> None:
                await on_ready(Running(database=database, public_url=public_url, stop=server.stop, imports=imports))

            server.announce = announce
            async with imports.running():
                await server.serve(sockets=[listener])


class Server(uvicorn.Server):
    """uvicorn's server, which leaves the process alive after a signal: the database is still to be closed."""

    announce: Callable[[], Awaitable[None]]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        await self.announce()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, self.handle_exit, number, None)
        yield

    def stop(self) -> None:
        self.should_exit = True


def _uvicorn_config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=Http,
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _own_url(host: str, listener: socket.socket) -> str:
    address, port = listener.getsockname()[:2]
    host = LOOPBACK.get(address, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
