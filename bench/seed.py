"""What a measured server holds: lists of registrations, a door to let people in by, and their entry links."""

import msgspec

from admit import present
from admit.actions import access_keys, airmeets, attendees, communities, tokens
from admit.lib.clock import Timestamp
from admit.model.actors import Operator
from admit.model.airmeets import Status
from admit.model.people import Details, parse_email
from admit.server import open_database
from admit.store.database import Database, Transaction

OPERATOR = Operator()
CHUNK_ROWS = 50_000
LINKS = 1_000
SCATTER = 2_654_435_761
"""Odd, so that multiples of it visit every email of eight hexadecimal digits once, in no order: as people come.
Those of load.lua fall between them."""


class Guests(msgspec.Struct, frozen=True):
    """An airmeet and how many are registered for it."""

    airmeet_id: str
    rows: int


class Seeded(msgspec.Struct, frozen=True):
    """`door_id` is the airmeet that people are added to; `lists` stay as long as they are."""

    access_key: str
    secret_key: str
    token: str
    lists: list[Guests]
    door_id: str
    entry_paths: list[str]


async def fill(database_url: str, *rows: int) -> Seeded:
    """An empty database's first community, with a list of so many registrations for each of `rows`."""
    async with open_database(database_url) as database:
        community = await database.write(communities.create, OPERATOR, name="Bench")
        community_id = community.community_id
        key, secret = await database.write(access_keys.create, OPERATOR, community_id=community_id, label="Bench")
        token = await database.write(
            tokens.mint, OPERATOR, access_key=key.access_key, lifetime_seconds=tokens.LIFETIME_SECONDS
        )
        lists = [await guests(database, community_id, length) for length in rows]
        door_id = await _airmeet(database, community_id)
        return Seeded(
            access_key=key.access_key,
            secret_key=secret,
            token=token,
            lists=lists,
            door_id=door_id,
            entry_paths=await database.write(authorize, lists[0].airmeet_id),
        )


COUNT_REGISTRATIONS = """
SELECT COUNT(*)
FROM registrations
WHERE airmeet_id = :airmeet_id
"""

COUNT_ATTENDEES = """
SELECT COUNT(*)
FROM attendees
WHERE airmeet_id = :airmeet_id
"""


async def count(database_url: str, airmeet_id: str) -> tuple[int, int]:
    """How many are registered, and how many are authorized."""

    async def counted(tx: Transaction) -> tuple[int, int]:
        rows = [await tx.all(sql, {"airmeet_id": airmeet_id}) for sql in (COUNT_REGISTRATIONS, COUNT_ATTENDEES)]
        return rows[0][0][0], rows[1][0][0]

    async with open_database(database_url) as database:
        return await database.read(counted)


async def guests(database: Database, community_id: str, rows: int) -> Guests:
    airmeet_id = await _airmeet(database, community_id)
    for after in range(0, rows, CHUNK_ROWS):
        last = min(after + CHUNK_ROWS, rows)
        await database.write(_register, airmeet_id, first=after + 1, last=last)
    return Guests(airmeet_id=airmeet_id, rows=rows)


async def _airmeet(database: Database, community_id: str) -> str:
    airmeet = await database.write(
        airmeets.create,
        OPERATOR,
        community_id=community_id,
        name="An evening with many guests",
        starts_at=Timestamp("2026-12-10T18:00:00.000Z"),
        ends_at=Timestamp("2026-12-10T20:00:00.000Z"),
        timezone="Europe/London",
    )
    return airmeet.airmeet_id


NUMBERED = """
WITH RECURSIVE numbers (n) AS (
    SELECT CAST(:first AS BIGINT)
    UNION ALL
    SELECT n + 1
    FROM numbers
    WHERE n < :last
),
guests (n, email) AS (
    SELECT n, printf('%08x@example.com', n * :scatter % 4294967296)
    FROM numbers
)
"""

INSERT_PEOPLE = (
    NUMBERED
    + """
INSERT INTO people (email_key, email, name, city, country, organisation, designation, created_at)
SELECT
    email, email, printf('Guest %d', n),
    'Hampton', 'United States', 'Flight Research Division', 'Mathematician', :now
FROM guests
WHERE TRUE
ON CONFLICT (email_key) DO NOTHING
"""
)

INSERT_REGISTRATIONS = (
    NUMBERED
    + """
INSERT INTO registrations (
    airmeet_id, seq, email_key, email, name, city, country, organisation, designation, registered_at
)
SELECT
    :airmeet_id, n, email, email,
    printf('Guest %d', n), 'Hampton', 'United States', 'Flight Research Division', 'Mathematician', :now
FROM guests
"""
)

COUNT_THEM = """
UPDATE airmeets
SET registration_seq = :last, registration_count = :last
WHERE airmeet_id = :airmeet_id
"""


async def _register(tx: Transaction, airmeet_id: str, *, first: int, last: int) -> None:
    """What registering one after another would leave, in a minute less."""
    numbers = {"first": first, "last": last, "scatter": SCATTER, "now": tx.now}
    await tx.run(INSERT_PEOPLE, numbers)
    await tx.run(INSERT_REGISTRATIONS, {**numbers, "airmeet_id": airmeet_id})
    await tx.run(COUNT_THEM, {"airmeet_id": airmeet_id, "last": last})


async def fill_door(database_url: str, people: int) -> tuple[str, list[str]]:
    """An airmeet that goes on, with so many authorized: a token of its community, and the paths of their links."""
    async with open_database(database_url) as database:
        community = await database.write(communities.create, OPERATOR, name="Rush")
        key, _ = await database.write(access_keys.create, OPERATOR, community_id=community.community_id, label="Rush")
        airmeet_id = await _airmeet(database, community.community_id)
        await database.write(airmeets.change_status, OPERATOR, airmeet_id, Status.ONGOING)
        token = await database.write(
            tokens.mint, OPERATOR, access_key=key.access_key, lifetime_seconds=tokens.LIFETIME_SECONDS
        )
        return token, await database.write(authorize, airmeet_id, people)


async def authorize(tx: Transaction, airmeet_id: str, count: int = LINKS) -> list[str]:
    """The paths of the entry links."""
    guests = [
        await attendees.authorize(
            tx,
            OPERATOR,
            airmeet_id=airmeet_id,
            email=parse_email(f"guest{number}@example.com"),
            details=Details(name=f"Guest {number}"),
        )
        for number in range(count)
    ]
    return [present.entry_link(guest, public_url="") for guest in guests]
