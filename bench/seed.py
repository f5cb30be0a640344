"""What the measured server holds: three lists of registrations, a door to let people in by, and their entry links."""

import msgspec

from admit import present
from admit.actions import access_keys, airmeets, attendees, communities, tokens
from admit.lib.clock import Timestamp
from admit.model.actors import Operator
from admit.model.people import Details, parse_email
from admit.server import open_database
from admit.store.database import Database, Transaction

OPERATOR = Operator()
CHUNK_ROWS = 50_000
LINKS = 1_000
EMAIL_SPACE = 2**32
"""Seeded emails lie evenly among all that begin with eight hexadecimal digits; those of load.lua fall between them."""


class Guests(msgspec.Struct, frozen=True):
    """An airmeet and how many are registered for it."""

    airmeet_id: str
    rows: int


class Seeded(msgspec.Struct, frozen=True):
    """`door_id` is the airmeet that people are added to; the lists stay as long as they are."""

    access_key: str
    secret_key: str
    token: str
    small: Guests
    usual: Guests
    large: Guests
    door_id: str
    entry_paths: list[str]


async def fill(database_url: str, *, small: int, usual: int, large: int) -> Seeded:
    """An empty database's first community, with lists of so many registrations."""
    async with open_database(database_url) as database:
        community = await database.write(communities.create, OPERATOR, name="Bench")
        community_id = community.community_id
        key, secret = await database.write(access_keys.create, OPERATOR, community_id=community_id, label="Bench")
        token = await database.write(
            tokens.mint, OPERATOR, access_key=key.access_key, lifetime_seconds=tokens.LIFETIME_SECONDS
        )
        lists = [await _guests(database, community_id, rows) for rows in (small, usual, large)]
        door_id = await _airmeet(database, community_id)
        return Seeded(
            access_key=key.access_key,
            secret_key=secret,
            token=token,
            small=lists[0],
            usual=lists[1],
            large=lists[2],
            door_id=door_id,
            entry_paths=await database.write(_authorize, lists[1].airmeet_id),
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


async def _guests(database: Database, community_id: str, rows: int) -> Guests:
    airmeet_id = await _airmeet(database, community_id)
    spacing = EMAIL_SPACE // rows
    for after in range(0, rows, CHUNK_ROWS):
        last = min(after + CHUNK_ROWS, rows)
        await database.write(_register, airmeet_id, first=after + 1, last=last, spacing=spacing)
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
)
"""

INSERT_PEOPLE = (
    NUMBERED
    + """
INSERT INTO people (email_key, email, name, city, country, organisation, designation, created_at)
SELECT
    printf('%08x@example.com', n * :spacing), printf('%08x@example.com', n * :spacing), printf('Guest %d', n),
    'Hampton', 'United States', 'Flight Research Division', 'Mathematician', :now
FROM numbers
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
    :airmeet_id, n, printf('%08x@example.com', n * :spacing), printf('%08x@example.com', n * :spacing),
    printf('Guest %d', n), 'Hampton', 'United States', 'Flight Research Division', 'Mathematician', :now
FROM numbers
"""
)

COUNT_THEM = """
UPDATE airmeets
SET registration_seq = :last, registration_count = :last
WHERE airmeet_id = :airmeet_id
"""


async def _register(tx: Transaction, airmeet_id: str, *, first: int, last: int, spacing: int) -> None:
    """What registering one after another would leave, in a minute less."""
    numbers = {"first": first, "last": last, "spacing": spacing, "now": tx.now}
    await tx.run(INSERT_PEOPLE, numbers)
    await tx.run(INSERT_REGISTRATIONS, {**numbers, "airmeet_id": airmeet_id})
    await tx.run(COUNT_THEM, {"airmeet_id": airmeet_id, "last": last})


async def _authorize(tx: Transaction, airmeet_id: str) -> list[str]:
    """The paths of the entry links."""
    guests = [
        await attendees.authorize(
            tx,
            OPERATOR,
            airmeet_id=airmeet_id,
            email=parse_email(f"guest{number}@example.com"),
            details=Details(name=f"Guest {number}"),
        )
        for number in range(LINKS)
    ]
    return [present.entry_link(guest, public_url="") for guest in guests]
