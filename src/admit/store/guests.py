"""An airmeet's people in one list: registrations and attendees, merged by the key that the list is sorted by."""

from collections.abc import Iterator
from itertools import product

from admit.lib.clock import Timestamp
from admit.model.guests import Admission, From, Guest, Listed, Place, Registered, Sort
from admit.model.people import Details, Email
from admit.store import presences
from admit.store.database import Row, Transaction

KEY_BY_SORT = {Sort.NEWEST: "seq", Sort.OLDEST: "seq", Sort.EMAIL: "email_key"}
FIRST_BY_KEY: dict[str, Place] = {"seq": 0, "email_key": ""}
LAST_BY_KEY: dict[str, Place] = {"seq": 2**63 - 1, "email_key": "\U0010ffff" * 256}
"""Before and behind every place there is: the last code point, more often than an address may have characters."""

STAYS_MAX = 20
"""The last ones, for who looks at one person."""

OF_REGISTRATIONS = """
FROM registrations
WHERE airmeet_id = :airmeet_id AND {key} {follows} :place
"""

OF_ATTENDEES = """
FROM attendees
WHERE airmeet_id = :airmeet_id AND is_registered = {is_registered} AND revoked_at IS {revoked_at}
AND {key} {follows} :place
"""


def _attendees(*, is_registered: bool, is_revoked: bool) -> str:
    revoked_at = "NOT NULL" if is_revoked else "NULL"
    return OF_ATTENDEES.replace("{is_registered}", str(is_registered)).replace("{revoked_at}", revoked_at)


AUTHORIZED_ONLY = _attendees(is_registered=False, is_revoked=False)
REVOKED_ONLY = _attendees(is_registered=False, is_revoked=True)
AUTHORIZED_TOO = _attendees(is_registered=True, is_revoked=False)
REVOKED_TOO = _attendees(is_registered=True, is_revoked=True)

STREAMS = {
    Listed.ALL: (OF_REGISTRATIONS, AUTHORIZED_ONLY, REVOKED_ONLY),
    Listed.REGISTERED: (OF_REGISTRATIONS,),
    Listed.AUTHORIZED: (AUTHORIZED_ONLY, AUTHORIZED_TOO),
    Listed.REVOKED: (REVOKED_ONLY, REVOKED_TOO),
}
"""What is merged for each list. An index gives each stream in order, so that only the rows of the page are read."""

ORDER = """
ORDER BY place {order}
LIMIT :size
"""

Statements = dict[tuple[Listed, str, bool], str]


def _statements(column: str) -> Iterator[tuple[tuple[Listed, str, bool], str]]:
    for listed, key, is_ascending in product(STREAMS, FIRST_BY_KEY, (True, False)):
        follows, order = (">", "ASC") if is_ascending else ("<", "DESC")
        # PostgreSQL merges only streams that say their own order; SQLite heeds the last ORDER BY alone.
        merged = "UNION ALL".join(
            f"\nSELECT place, found FROM ("
            f"SELECT {{key}} AS place, {column} AS found{stream}ORDER BY {{key}} {{order}}) AS stream\n"
            for stream in STREAMS[listed]
        )
        statement = (merged + ORDER).replace("{key}", key).replace("{follows}", follows).replace("{order}", order)
        yield (listed, key, is_ascending), statement


LIST_PLACES: Statements = dict(_statements("email_key"))
"""By who is wanted, the key, and whether it ascends."""

LIST_FILED: Statements = dict(_statements("name || '\t' || email_key || '\t' || organisation"))
"""The same for a search, with what it looks through. No detail holds a tab."""

FIND_REGISTERED = """
SELECT seq, email, name, city, country, designation, organisation, registered_at
FROM registrations
WHERE airmeet_id = :airmeet_id AND email_key = :email_key
"""

FIND_ADMISSION = """
SELECT
    seq, email, name, city, country, designation, organisation, authorized_at, revoked_at,
    CASE WHEN :with_code THEN code END
FROM attendees
WHERE airmeet_id = :airmeet_id AND email_key = :email_key
"""

FIND_BY_SEQ = """
SELECT email_key
FROM registrations
WHERE airmeet_id = :airmeet_id AND seq = :seq
UNION ALL
SELECT email_key
FROM attendees
WHERE airmeet_id = :airmeet_id AND seq = :seq
"""


async def list_places(
    tx: Transaction, airmeet_id: str, *, listed: Listed, sort: Sort, start: From, size: int
) -> list[tuple[Place, str]]:
    """Place and email key, nearest first in the direction of `start`."""
    return await _list(tx, LIST_PLACES, airmeet_id, listed=listed, sort=sort, start=start, size=size)


async def list_filed(
    tx: Transaction, airmeet_id: str, *, listed: Listed, sort: Sort, start: From, size: int
) -> list[tuple[Place, str]]:
    """The same with name, email key and organisation, with tabs between, in place of the email key."""
    return await _list(tx, LIST_FILED, airmeet_id, listed=listed, sort=sort, start=start, size=size)


async def find(tx: Transaction, airmeet_id: str, email_key: str, *, with_code: bool) -> Guest | None:
    identity = {"airmeet_id": airmeet_id, "email_key": email_key}
    registered = await tx.one(FIND_REGISTERED, identity)
    admission = await tx.one(FIND_ADMISSION, identity | {"with_code": with_code})
    row = registered or admission
    if row is None:
        return None
    return Guest(
        airmeet_id=airmeet_id,
        seq=row[0],
        email=Email(address=row[1], key=email_key),
        registered=_registered(registered) if registered else None,
        admission=_admission(admission) if admission else None,
        attendance=await presences.find_attendance(tx, airmeet_id, email_key, stays=STAYS_MAX if with_code else 0),
    )


async def find_email_key(tx: Transaction, airmeet_id: str, seq: int) -> str | None:
    """Whose place by time this is."""
    row = await tx.one(FIND_BY_SEQ, {"airmeet_id": airmeet_id, "seq": seq})
    return row[0] if row else None


async def _list(
    tx: Transaction, statements: Statements, airmeet_id: str, *, listed: Listed, sort: Sort, start: From, size: int
) -> list[tuple[Place, str]]:
    key = KEY_BY_SORT[sort]
    is_ascending = (sort is Sort.NEWEST) == start.is_backward
    place = start.place
    if place is None:
        place = (FIRST_BY_KEY if is_ascending else LAST_BY_KEY)[key]
    rows = await tx.all(statements[listed, key, is_ascending], {"airmeet_id": airmeet_id, "place": place, "size": size})
    return [(row[0], row[1]) for row in rows]


def _registered(row: Row) -> Registered:
    return Registered(Details(*row[2:7]), Timestamp(row[7]))


def _admission(row: Row) -> Admission:
    return Admission(Details(*row[2:7]), Timestamp(row[7]), row[8], row[9])
