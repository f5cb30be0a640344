"""Airmeets, and the sequence of their registrations."""

from admit.lib.clock import Timestamp
from admit.model.airmeets import Airmeet, Status
from admit.model.errors import AirmeetUnknown
from admit.model.members import Membership
from admit.model.paging import PageRequest
from admit.store import paging
from admit.store.database import Row, Transaction

INSERT_AIRMEET = """
INSERT INTO airmeets (airmeet_id, community_id, seq, name, status, timezone, starts_at, ends_at, created_at)
VALUES (:airmeet_id, :community_id, :seq, :name, :status, :timezone, :starts_at, :ends_at, :created_at)
"""

AIRMEET_COLUMNS = """
SELECT
    seq, airmeet_id, community_id, name, status, timezone, starts_at, ends_at, registration_count, archived_at
FROM airmeets
"""

GET_AIRMEET = AIRMEET_COLUMNS + "WHERE airmeet_id = :airmeet_id"

OF_COMMUNITY = """
WHERE community_id = :community_id AND archived_at IS NULL
"""

# Not narrowed to the community as well, or SQLite would walk all of its airmeets instead of the few that were chosen.
OF_KEY = """
WHERE airmeet_id IN (
    SELECT airmeet_id
    FROM access_key_airmeets
    WHERE community_id = :community_id AND access_key = :access_key
)
AND archived_at IS NULL
"""

PAGE_AFTER = AIRMEET_COLUMNS + OF_COMMUNITY + paging.AFTER
PAGE_BEFORE = AIRMEET_COLUMNS + OF_COMMUNITY + paging.BEFORE
PAGE_OF_KEY_AFTER = AIRMEET_COLUMNS + OF_KEY + paging.AFTER
PAGE_OF_KEY_BEFORE = AIRMEET_COLUMNS + OF_KEY + paging.BEFORE
COUNT_OF_KEY = "SELECT COUNT(*) FROM airmeets" + OF_KEY

LIST_ALL = AIRMEET_COLUMNS + "ORDER BY community_id, seq"
LIST_ALL_OF_COMMUNITY = AIRMEET_COLUMNS + "WHERE community_id = :community_id ORDER BY seq"

SEARCH = (
    AIRMEET_COLUMNS
    + """
WHERE community_id = :community_id AND archived_at IS NULL AND seq < :before
AND (:status = '' OR status = :status)
AND (:pattern = '%' OR LOWER(name) LIKE :pattern ESCAPE '!')
AND (
    :is_helper = 0
    OR airmeet_id IN (
        SELECT airmeet_id
        FROM member_airmeets
        WHERE community_id = :community_id AND account_id = :account_id
    )
)
ORDER BY seq DESC
LIMIT :size
"""
)

SET_STATUS = """
UPDATE airmeets
SET status = :status
WHERE airmeet_id = :airmeet_id
"""

ARCHIVE = """
UPDATE airmeets
SET archived_at = :now
WHERE airmeet_id = :airmeet_id AND archived_at IS NULL
"""

TAKE_NEXT_REGISTRATION_SEQ = """
UPDATE airmeets
SET registration_seq = registration_seq + 1, registration_count = registration_count + 1
WHERE airmeet_id = :airmeet_id
RETURNING registration_seq
"""

COUNT_ONE_REGISTRATION_LESS = """
UPDATE airmeets
SET registration_count = registration_count - 1
WHERE airmeet_id = :airmeet_id
"""


async def insert(tx: Transaction, airmeet: Airmeet) -> None:
    await tx.run(
        INSERT_AIRMEET,
        {
            "airmeet_id": airmeet.airmeet_id,
            "community_id": airmeet.community_id,
            "seq": airmeet.seq,
            "name": airmeet.name,
            "status": airmeet.status,
            "timezone": airmeet.timezone,
            "starts_at": airmeet.starts_at,
            "ends_at": airmeet.ends_at,
            "created_at": tx.now,
        },
    )


async def get(tx: Transaction, airmeet_id: str) -> Airmeet:
    """Archived ones too. Raises AirmeetUnknown, for what is no airmeet id at all as well."""
    row = await tx.one(GET_AIRMEET, {"airmeet_id": airmeet_id})
    if row is None:
        raise AirmeetUnknown
    return _airmeet(row)


async def list_page(tx: Transaction, community_id: str, wanted: PageRequest) -> list[Airmeet]:
    """Oldest first, without the archived ones."""
    parameters = {"community_id": community_id}
    rows = await paging.list_rows(tx, after=PAGE_AFTER, before=PAGE_BEFORE, parameters=parameters, wanted=wanted)
    return [_airmeet(row) for row in rows]


async def list_page_of_key(tx: Transaction, community_id: str, access_key: str, wanted: PageRequest) -> list[Airmeet]:
    """The same, of the airmeets chosen for this key alone."""
    parameters = {"community_id": community_id, "access_key": access_key}
    rows = await paging.list_rows(
        tx, after=PAGE_OF_KEY_AFTER, before=PAGE_OF_KEY_BEFORE, parameters=parameters, wanted=wanted
    )
    return [_airmeet(row) for row in rows]


async def count_of_key(tx: Transaction, community_id: str, access_key: str) -> int:
    """How many of the airmeets chosen for this key are not archived."""
    row = await tx.one(COUNT_OF_KEY, {"community_id": community_id, "access_key": access_key})
    return int(row[0]) if row else 0


async def search(
    tx: Transaction, membership: Membership, *, text: str, status: Status | None, before: int, size: int
) -> list[Airmeet]:
    """What this member may see, newest first, whose name contains `text` in any letter case."""
    escaped = text.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_")
    rows = await tx.all(
        SEARCH,
        {
            "community_id": membership.community.community_id,
            "account_id": membership.account_id,
            "is_helper": int(membership.airmeet_ids is not None),
            "pattern": f"%{escaped}%" if escaped else "%",
            "status": status or "",
            "before": before,
            "size": size,
        },
    )
    return [_airmeet(row) for row in rows]


async def list_all(tx: Transaction, community_id: str | None) -> list[Airmeet]:
    """Oldest first within each community, the archived ones too."""
    if community_id is None:
        rows = await tx.all(LIST_ALL, {})
    else:
        rows = await tx.all(LIST_ALL_OF_COMMUNITY, {"community_id": community_id})
    return [_airmeet(row) for row in rows]


async def set_status(tx: Transaction, airmeet_id: str, status: Status) -> None:
    await tx.run(SET_STATUS, {"airmeet_id": airmeet_id, "status": status})


async def archive(tx: Transaction, airmeet_id: str) -> bool:
    """False if it had been archived before."""
    return await tx.run(ARCHIVE, {"airmeet_id": airmeet_id, "now": tx.now}) == 1


async def take_next_registration_seq(tx: Transaction, airmeet_id: str) -> int:
    """Counts the registration that will bear it. Raises AirmeetUnknown."""
    row = await tx.one(TAKE_NEXT_REGISTRATION_SEQ, {"airmeet_id": airmeet_id})
    if row is None:
        raise AirmeetUnknown
    return int(row[0])


async def count_one_registration_less(tx: Transaction, airmeet_id: str) -> None:
    """The sequence goes on from where it is."""
    await tx.run(COUNT_ONE_REGISTRATION_LESS, {"airmeet_id": airmeet_id})


def _airmeet(row: Row) -> Airmeet:
    seq, airmeet_id, community_id, name, status, timezone, starts_at, ends_at, count, archived_at = row
    return Airmeet(
        airmeet_id=airmeet_id,
        community_id=community_id,
        seq=seq,
        name=name,
        status=Status(status),
        timezone=timezone,
        starts_at=Timestamp(starts_at),
        ends_at=Timestamp(ends_at),
        registration_count=count,
        archived_at=archived_at,
    )
