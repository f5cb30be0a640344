"""`kill -9` in the middle of an import: it goes on by itself, and does no row twice."""

import asyncio
from pathlib import Path
from typing import Any

import httpx

from admit.actions import accounts, import_steps, imports
from admit.actions.import_checks import Seen
from admit.lib import tables
from admit.model.actors import Member
from admit.model.imports import Import, Purpose, State
from admit.model.members import Membership, Role
from admit.model.people import parse_email
from admit.server import open_database
from admit.store import airmeets, members
from admit.store import imports as kept
from admit.store.database import Database, Transaction
from tests.faults.programs import Serving, add_door, url

ROWS = 4_000
FURTHER = 500
COUNT = "SELECT COUNT(*), COUNT(DISTINCT email_key) FROM {} WHERE airmeet_id = :airmeet_id"
COUNT_REGISTERED, COUNT_AUTHORIZED = COUNT.format("registrations"), COUNT.format("attendees")


async def _prepare(path: Path) -> tuple[str, str, str]:
    """An import that was started and has not gone anywhere: airmeet, import, and a token that may list."""
    async with open_database(url(path)) as database:
        door = await add_door(database)
        actor = await _manager(database, door.community_id)
        content = "email,name\n" + "".join(f"p{number}@example.com,Person {number}\n" for number in range(ROWS))
        table = tables.read_file(content.encode(), rows_max=ROWS + 1, width_max=2)
        imported = await database.write(
            imports.begin, actor, door.airmeet_id, table=table, source="people.csv", purpose=Purpose.BOTH
        )
        await database.write(imports.add_rows, actor, door.airmeet_id, imported.import_id, table.rows)
        await database.write(imports.finish_upload, actor, door.airmeet_id, imported.import_id)
        while await database.read(import_steps.list_at_work):
            await database.write(import_steps.go_on, door.airmeet_id, imported.import_id, Seen())
        await database.write(imports.start, actor, door.airmeet_id, imported.import_id)
        return door.airmeet_id, imported.import_id, door.token


async def _manager(database: Database, community_id: str) -> Member:
    email = parse_email("alice@example.com")
    await database.write(accounts.sign_up, email=email, password_hash="none", community_name="Elsewhere")

    async def join(tx: Transaction) -> Membership:
        account = await accounts.find_by_email(tx, email)
        assert account is not None
        await members.insert(tx, community_id=community_id, account_id=account.account_id, role=Role.MANAGER)
        membership = await members.find(tx, community_id, account.account_id)
        assert membership is not None
        return membership

    return Member(await database.write(join))


def _wait_until_listed(server: Serving, airmeet_id: str, token: str, at_least: int) -> int:
    """How many there are then."""
    with httpx.Client(base_url=server.url, headers={"X-Airmeet-Access-Token": token}, timeout=30) as http:
        while True:
            page = http.get(f"/api/v1/airmeet/{airmeet_id}/registrations", params={"size": 1}).json()
            listed: int = page["cursors"]["pageCount"]
            if listed >= min(at_least, ROWS):
                return listed


def test_every_person_is_imported_once_however_often_the_server_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "admit.db"
    airmeet_id, import_id, token = asyncio.run(_prepare(path))
    seen = [0]
    while seen[-1] < ROWS:
        with Serving(path) as server:
            seen.append(_wait_until_listed(server, airmeet_id, token, seen[-1] + FURTHER))
    assert len(seen) > 2

    async def look(tx: Transaction) -> tuple[Import | None, list[tuple[Any, ...] | None], int]:
        ids = {"airmeet_id": airmeet_id}
        return (
            await kept.find(tx, airmeet_id, import_id),
            [await tx.one(COUNT_REGISTERED, ids), await tx.one(COUNT_AUTHORIZED, ids)],
            (await airmeets.get(tx, airmeet_id)).registration_count,
        )

    async def looked() -> tuple[Import | None, list[tuple[Any, ...] | None], int]:
        async with open_database(url(path)) as database:
            return await database.read(look)

    imported, counted, count = asyncio.run(looked())
    assert imported is not None
    assert imported.state is State.FINISHED
    assert imported.counts == {"new": ROWS, "registered": ROWS, "authorized": ROWS}
    assert counted == [(ROWS, ROWS), (ROWS, ROWS)]
    assert count == ROWS
