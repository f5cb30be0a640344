"""A PostgreSQL of the tests' own, out of Debian's package or whatever is on the PATH: no service to prepare."""

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self
from urllib.parse import urlencode

import asyncpg

PORT = 5432
"""Of a socket in a folder: none is opened on the network."""
SYSTEM_USER = "postgres"
SORTS_AS_PEOPLE_DO = ("--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=en-US")
"""And not by its bytes, which is what Admit asks of each of its columns."""
UNSAFE_BUT_QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=60")

EMPTY = """
DO $$
DECLARE each_table TEXT;
BEGIN
    SET LOCAL session_replication_role = replica; -- so that foreign keys do not mind the order
    FOR each_table IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations' LOOP
        EXECUTE format('DELETE FROM %I', each_table);
    END LOOP;
END $$
"""


def programs() -> Path:
    """The folder of the newest PostgreSQL of this machine."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    found = shutil.which("initdb")
    assert installed or found, "make installs PostgreSQL, or says what is missing."
    return installed[-1] if installed else Path(str(found)).parent


class PostgresServer:
    """Its data go with it. A database is emptied in a fraction of the time that making one takes."""

    def __init__(self, *settings: str, replica_of: Self | None = None) -> None:
        self._settings = settings or UNSAFE_BUT_QUICK
        self._folder = Path(tempfile.mkdtemp(prefix="admit-postgres-"))  # A socket's path must be short.
        self._databases = 0
        if os.geteuid() == 0:
            shutil.chown(self._folder, SYSTEM_USER)
        self._make(replica_of)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if (self._data / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self._folder)

    @property
    def folder(self) -> Path:
        """Of its socket."""
        return self._folder

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def start(self) -> None:
        """Returns when it takes connections."""
        options = [f"-c {setting}" for setting in self._settings]
        options += [f"-c listen_addresses= -c unix_socket_directories={self._folder} -c port={PORT}"]
        self._control("start", "--log", str(self._folder / "log"), "--options", " ".join(options))

    def stop(self, mode: str = "immediate") -> None:
        self._control("stop", "--mode", mode)

    def kill(self) -> None:
        """As `kill -9` does. What its files say of the process must go too where nobody reaps it."""
        self.signal(signal.SIGKILL)
        for lock in (self._data / "postmaster.pid", self._folder / f".s.PGSQL.{PORT}.lock"):
            lock.unlink()

    def remake(self, replica_of: Self) -> None:
        """Of one that is down: a replica, where it was, with nothing of what it had."""
        shutil.rmtree(self._data)
        self._make(replica_of)

    def promote(self) -> None:
        """Returns when the replica that it was takes writes."""
        self._control("promote")

    def set(self, name: str, value: str) -> None:
        """From now on, and for the replicas that are made of it."""
        self.psql(self.url("postgres"), f"ALTER SYSTEM SET {name} = '{value}'")
        self._control("reload")

    def signal(self, number: signal.Signals) -> None:
        """To each of its processes, the first one first."""
        first = int((self._data / "postmaster.pid").read_text().split()[0])
        for pid in [first, *_children(first)]:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def url(self, database: str) -> str:
        return url_of([self], database)

    def new_database(self) -> str:
        """The URL of an empty one."""
        self._databases += 1
        name = f"test_{self._databases}"
        self.psql(self.url("postgres"), f"CREATE DATABASE {name}")
        return self.url(name)

    def empty(self, url: str) -> None:
        """Every row of every table goes, but what the migrations are known by."""
        asyncio.run(_execute(url, EMPTY))

    def psql(self, url: str, sql: str) -> str:
        return self._run("psql", "-qAtX", "--set=ON_ERROR_STOP=1", "--dbname", url, "--command", sql)

    def _make(self, replica_of: Self | None) -> None:
        if replica_of is None:
            self._run("initdb", "--pgdata", str(self._data), "--username", "admit", "--no-sync", *SORTS_AS_PEOPLE_DO)
        else:
            source = ("--dbname", replica_of.url("postgres"), "--write-recovery-conf", "--checkpoint=fast")
            self._run("pg_basebackup", "--pgdata", str(self._data), "--no-sync", *source)
        self.start()

    def _control(self, command: str, *words: str) -> None:
        wait = () if command == "reload" else ("--wait",)
        self._run("pg_ctl", command, *wait, "--pgdata", str(self._data), *words)

    def _run(self, program: str, *words: str) -> str:
        """PostgreSQL refuses to be run by root."""
        done = subprocess.run(  # noqa: S603 (PostgreSQL's own programs)
            [programs() / program, *words],
            capture_output=True,
            text=True,
            check=False,
            cwd=self._folder,
            user=SYSTEM_USER if os.geteuid() == 0 else None,
        )
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout


def url_of(servers: Sequence[PostgresServer], database: str) -> str:
    """Of a database that each of them may have."""
    query = urlencode({"host": ",".join(str(server.folder) for server in servers), "port": PORT, "user": "admit"})
    return f"postgresql:///{database}?{query}"


async def _execute(url: str, sql: str) -> None:
    """Without the time that psql takes to start."""
    connection = await asyncpg.connect(url)
    await connection.execute(sql)
    await connection.close()


def _children(parent: int) -> list[int]:
    children = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):  # It has ended meanwhile.
            stat = path.read_text()
            if int(stat.rpartition(")")[2].split()[1]) == parent:
                children.append(int(stat.split()[0]))
    return children
