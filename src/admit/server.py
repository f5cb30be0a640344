"""The composition root: settings in, a running installation out. The only place that builds things."""

import asyncio
import gc
import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path

import msgspec
import uvicorn
from starlette.types import ASGIApp

from admit.actions import tokens
from admit.config import Settings, SettingWrong, proxies
from admit.delivery.mailer import parse_mailer
from admit.delivery.worker import Worker
from admit.importer import Importer
from admit.lib import logs
from admit.lib.clock import Clock, system_clock
from admit.lib.recurring import Recurring
from admit.model.errors import InputWrong
from admit.model.people import parse_email
from admit.store import copying, migrate
from admit.store.copying import Table, Watch
from admit.store.database import Database
from admit.store.sqlite.database import SqliteDatabase
from admit.upkeep import Upkeep
from admit.web.app import create_app
from admit.web.key_uses import KeyUses
from admit.web.protocol import Http
from admit.web.rooms import Rooms
from admit.web.site import Site

SQLITE_SCHEME = "sqlite:///"
POSTGRES_SCHEME = "postgresql://"
LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (told apart from the others, not bound to)
"""Where this machine reaches what listens on all addresses, none of which a browser can open."""
KEEP_ALIVE_SECONDS = 75
"""Longer than a reverse proxy keeps an idle connection: the server never closes one that is about to be used."""
SHUTDOWN_SECONDS = 30
UPKEEP_PAUSE_SECONDS = 0.5
"""An airmeet is open within a second of its start, whichever process made it."""
IMPORTS_PAUSE_SECONDS = 5.0
"""How long an import waits at most that another process has left behind."""
ROOMS_PAUSE_SECONDS = 1
"""Whoever must leave an event is out within three, whichever process made it so."""
ROOMS_AFTER_FAILURE_SECONDS = 2
OBJECTS_BETWEEN_COLLECTIONS = 20_000
KEY_USES_SECONDS = 10
"""How long a use of an access key is known to this process alone."""


class Running(msgspec.Struct, frozen=True):
    """A server that accepts connections. `stop` may be called from any thread.

    `upkeep` and `imports` are what it does by itself, `key_uses` how it keeps what it noted of access keys, `rooms` how
    the open pages of people at an event are told what changed.
    """

    database: Database
    public_url: str
    stop: Callable[[], None]
    upkeep: Recurring
    imports: Recurring
    key_uses: Recurring
    rooms: Recurring


OnReady = Callable[[Running], Awaitable[None]]
Around = Callable[[ASGIApp], ASGIApp]


def database_path(url: str) -> Path:
    """Raises SettingWrong for what is the URL of no database."""
    path = url.removeprefix(SQLITE_SCHEME)
    if path in {url, "", ":memory:"}:
        raise SettingWrong(
            f"database: {url!r} is neither sqlite:///relative.db nor sqlite:////absolute.db, "
            "nor postgresql://user:password@host/name."
        )
    return Path(path)


@asynccontextmanager
async def open_database(url: str, *, clock: Clock = system_clock) -> AsyncIterator[Database]:
    """The database at `url`, its schema up to date; closed on the way out. Safe beside a server that runs on it.

    Raises MigrationsMissing for a PostgreSQL that holds an earlier Admit's data.
    """
    async with _engine(url, clock) as database:
        await database.write(migrate.run_if_empty if is_postgres(url) else migrate.run)
        await database.write(tokens.ensure_signing_key)
        yield database


async def migrate_database(url: str) -> list[str]:
    """The names of the migrations that had been missing."""
    async with _engine(url, system_clock, is_patient=True) as database:
        return await database.write(migrate.run)


async def copy_database(source: str, target: str, watch: Watch) -> list[Table]:
    """All that the SQLite at `source` holds, into the PostgreSQL at `target`. Raises CannotCopy."""
    if is_postgres(source) or not is_postgres(target):
        raise SettingWrong("A copy is made from sqlite:///… to postgresql://….")
    for url in (source, target):
        await migrate_database(url)
    from admit.store.postgres import connections  # noqa: PLC0415 (the driver is an extra of its own)

    connection = await connections.connect(target, is_patient=True)
    try:
        return await copying.copy(database_path(source), connection, watch)
    finally:
        await connection.close(timeout=connections.CLOSE_SECONDS)


def is_postgres(url: str) -> bool:
    return url.startswith(POSTGRES_SCHEME)


@asynccontextmanager
async def _engine(url: str, clock: Clock, *, is_patient: bool = False) -> AsyncIterator[Database]:
    """Patient: statements may take long, as those of a migration do."""
    if is_postgres(url):
        database: Database = await _open_postgres(url, clock, is_patient=is_patient)
    else:
        database = SqliteDatabase(database_path(url), clock)
    try:
        yield database
    finally:
        await database.close()


async def _open_postgres(url: str, clock: Clock, *, is_patient: bool) -> Database:
    try:
        from admit.store.postgres.database import PostgresDatabase  # noqa: PLC0415 (the driver is an extra of its own)
    except ModuleNotFoundError as missing:
        raise SettingWrong(
            f"database: PostgreSQL needs {missing.name}: pip install 'admit[server,postgres]'."
        ) from None
    return await PostgresDatabase.open(url, clock, is_patient=is_patient)


def new_event_loop() -> asyncio.AbstractEventLoop:
    """Uvloop's where there is one, which is everywhere but on Windows."""
    try:
        import uvloop  # noqa: PLC0415 (absent on Windows)
    except ModuleNotFoundError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


async def serve(
    settings: Settings,
    *,
    on_ready: OnReady,
    clock: Clock = system_clock,
    key_uses_seconds: float = KEY_USES_SECONDS,
    around: Around = lambda app: app,
    listener: socket.socket | None = None,
) -> None:
    """Serve until SIGTERM, SIGINT or `Running.stop`, then finish what was accepted. OSError: it cannot listen.

    `around` may put something in front of the application, as an emulator does; `listener` is a socket that other
    processes accept from, too.
    """
    mailer, operators = parse_mailer(settings.smtp_url, settings.mail_from), _email_keys(settings.operators)
    key_uses, rooms = KeyUses(), Rooms(settings.door_rate)
    with listener or listen(settings.host, settings.port) as listening:
        reached_at = public_url(settings, listening)
        async with open_database(settings.database, clock=clock) as database:
            worker = Worker(database, mailer)
            imports = Recurring(Importer(database).round, pause_seconds=IMPORTS_PAUSE_SECONDS)
            site = Site(
                database=database,
                public_url=reached_at,
                request_timeout_seconds=settings.request_timeout_seconds,
                sign_up=settings.sign_up,
                operators=operators,
                wake_delivery=worker.wake,
                wake_importer=imports.wake,
                key_uses=key_uses,
                rooms=rooms,
            )
            write_log_line = logs.Lines(sys.stderr).write if settings.log_requests else None
            app = around(create_app(site, write_log_line))
            server = Server(_uvicorn_config(settings, app), before_shutdown=rooms.close)
            upkeep = Upkeep(database, activity_days=settings.activity_days)
            running = Running(
                database=database,
                public_url=reached_at,
                stop=server.stop,
                upkeep=Recurring(upkeep.round, pause_seconds=UPKEEP_PAUSE_SECONDS),
                imports=imports,
                key_uses=Recurring(partial(key_uses.keep, database), pause_seconds=key_uses_seconds),
                rooms=Recurring(
                    partial(rooms.round, database),
                    pause_seconds=ROOMS_PAUSE_SECONDS,
                    after_failure_seconds=ROOMS_AFTER_FAILURE_SECONDS,
                ),
            )
            server.announce = partial(on_ready, running)
            async with (
                running.upkeep.running(),
                imports.running(),
                running.key_uses.running(),
                running.rooms.running(),
                worker.at_work(),
            ):
                await server.serve(sockets=[listening])
                await rooms.keep_beats(database)
                await running.key_uses.hurry()


def settle() -> None:
    """What a process has by now it has until its end, so the collector need not look through it time and again.

    That would hold everyone up for 17 ms, about once in two thousand writes. Nor need it look through what waiting
    requests have after every few of them, which takes a twentieth of their time: what goes in circles is rare here.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)


def listen(host: str, port: int) -> socket.socket:
    """Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=2048)


def public_url(settings: Settings, listener: socket.socket) -> str:
    """Where people reach what listens there, without a slash at the end."""
    return settings.public_url.rstrip("/") or _own_url(settings.host, listener)


class Server(uvicorn.Server):
    """uvicorn's server, which leaves the process alive after a signal: the database is still to be closed."""

    announce: Callable[[], Awaitable[None]]

    def __init__(self, config: uvicorn.Config, *, before_shutdown: Callable[[], None]) -> None:
        super().__init__(config)
        self._before_shutdown = before_shutdown

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Open streams are ended first: it waits for every answer."""
        self._before_shutdown()
        await super().shutdown(sockets)

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


def _uvicorn_config(settings: Settings, app: ASGIApp) -> uvicorn.Config:
    trusted = proxies(settings.trusted_proxies)
    return uvicorn.Config(
        app,
        http=Http,
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=bool(trusted),
        forwarded_allow_ips=trusted,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )


def _email_keys(operators: str) -> frozenset[str]:
    """Raises SettingWrong."""
    addresses = [address for address in operators.split(",") if address.strip()]
    try:
        return frozenset(parse_email(address).key for address in addresses)
    except InputWrong as refusal:
        raise SettingWrong(f"operators: {' '.join(refusal.sentences)}") from None


def _own_url(host: str, listener: socket.socket) -> str:
    address, port = listener.getsockname()[:2]
    host = LOOPBACK.get(address, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
