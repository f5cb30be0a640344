"""A hundred thousand people imported through the dashboard's pages, and by a bare loop of INSERT statements in turn."""

import asyncio
import csv
import io
import re
import tempfile
import time
from pathlib import Path

import httpx
import msgspec

from admit.actions import accounts, airmeets
from admit.lib.clock import Timestamp
from admit.model.actors import Operator
from admit.model.people import parse_email
from admit.server import open_database
from admit.store.sqlite.connections import connect
from admit.web.dashboard.visits import SESSION_COOKIE
from bench import servers
from bench.cores import Cores, pinned
from bench.seed import SCATTER

PEOPLE = 100_000
ROUNDS = 3
LOOK_SECONDS = 0.05
CSRF = re.compile(r'name="csrf" value="([^"]+)"')
AT_WORK = 'id="work"'
"""Only the page of an import that goes on by itself has it."""
HEADER = ("Email", "Name", "City", "Country", "Organisation", "Designation")
NOW = "2026-12-01T12:00:00.000Z"

INSERT_PERSON = """
INSERT INTO people (email_key, email, name, city, country, organisation, designation, created_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""

INSERT_REGISTRATION = """
INSERT INTO registrations (
    airmeet_id, seq, email_key, email, name, city, country, organisation, designation, registered_at
)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


class Importing(msgspec.Struct, frozen=True):
    """Seconds for PEOPLE, from the file being sent to the last of them being registered. `peak_mb` is the server's."""

    bare_seconds: float
    import_seconds: float
    peak_mb: float

    @property
    def ratio(self) -> float:
        return self.bare_seconds / self.import_seconds


class Desk(msgspec.Struct, frozen=True):
    """An organizer's session, and their airmeet."""

    session: str
    airmeet_id: str
    path: str


def importings(folder: Path, on: Cores) -> list[Importing]:
    people = [_person(number) for number in range(PEOPLE)]
    return [_import(folder, people, on) for _ in range(ROUNDS)]


def _import(folder: Path, people: list[tuple[str, ...]], on: Cores) -> Importing:
    with tempfile.TemporaryDirectory(dir=folder) as bare, tempfile.TemporaryDirectory(dir=folder) as paged:
        bare_seconds = _insert(Path(bare), people, core=on.server)
        desk = asyncio.run(_prepare(Path(paged)))
        with servers.admit(Path(paged), on.server) as server, pinned(on.load):
            import_seconds = _upload_and_run(server.url, desk, _sheet(people))
            return Importing(bare_seconds, import_seconds, server.peak_mb())


def _insert(folder: Path, people: list[tuple[str, ...]], *, core: int) -> float:
    """What an import leaves of each, in one transaction, by a process that does nothing else."""
    airmeet_id = asyncio.run(_prepare(folder)).airmeet_id
    connection = connect(servers.database(folder))
    with pinned(core):
        began_at = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        for seq, (email, *details) in enumerate(people, start=1):
            connection.execute(INSERT_PERSON, (email, email, *details, NOW))
            connection.execute(INSERT_REGISTRATION, (airmeet_id, seq, email, email, *details, NOW))
        connection.execute("COMMIT")
        seconds = time.perf_counter() - began_at
    connection.close()
    return seconds


def _upload_and_run(url: str, desk: Desk, sheet: bytes) -> float:
    with httpx.Client(base_url=url, cookies={SESSION_COOKIE: desk.session}, follow_redirects=True, timeout=60) as http:
        csrf = _csrf(http.get(desk.path))
        began_at = time.perf_counter()
        page = http.post(
            desk.path, data={"csrf": csrf, "purpose": "register"}, files={"file": ("people.csv", sheet, "text/csv")}
        )
        page = _settled(http, page)
        page = _settled(http, http.post(f"{page.url.path}/start", data={"csrf": _csrf(page)}))
        seconds = time.perf_counter() - began_at
    if f"<dt>Registered</dt><dd>{PEOPLE:,}</dd>" not in page.text:
        raise servers.ServerFailed(f"Not everybody was imported:\n{page.text}")
    return seconds


def _settled(http: httpx.Client, page: httpx.Response) -> httpx.Response:
    """The page once there is nothing more to wait for, looked at as somebody impatient would."""
    while AT_WORK in page.text:
        time.sleep(LOOK_SECONDS)
        page = http.get(page.url.path)
    return page


def _csrf(page: httpx.Response) -> str:
    found = CSRF.search(page.text)
    if found is None:
        raise servers.ServerFailed(f"{page.url.path} has no form:\n{page.text}")
    return found[1]


async def _prepare(folder: Path) -> Desk:
    async with open_database(servers.database_url(folder)) as database:
        session, community_id = await database.write(
            accounts.sign_up,
            email=parse_email("organizer@example.com"),
            password_hash="none",  # noqa: S106 (nobody signs in with it)
            community_name="Bench",
        )
        airmeet = await database.write(
            airmeets.create,
            Operator(),
            community_id=community_id,
            name="An evening with many guests",
            starts_at=Timestamp("2026-12-10T18:00:00.000Z"),
            ends_at=Timestamp("2026-12-10T20:00:00.000Z"),
            timezone="Europe/London",
        )
    path = f"/communities/{community_id}/airmeets/{airmeet.airmeet_id}/imports"
    return Desk(session=session, airmeet_id=airmeet.airmeet_id, path=path)


def _person(number: int) -> tuple[str, ...]:
    """Addresses come in no order."""
    email = f"{number * SCATTER % 2**32:08x}@example.com"
    return email, f"Guest {number}", "Hampton", "United States", "Flight Research Division", "Mathematician"


def _sheet(people: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *people])
    return text.getvalue().encode()
