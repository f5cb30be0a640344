"""Airmeets, and the sequence of their registrations."""

from admit.lib.clock import Timestamp
from admit.model.airmeets import Airmeet, Plan, Status
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
    seq, airmeet_id, community_id, name, status, timezone, starts_at, ends_at, registration_count, archived_at,
    authorized_count
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

LIST_IDS = "SELECT airmeet_id FROM airmeets WHERE airmeet_id > :after ORDER BY airmeet_id LIMIT :size"

LIST_ALL = AIRMEET_COLUMNS + "ORDER BY community_id, seq"
LIST_ALL_OF_COMMUNITY = AIRMEET_COLUMNS + "WHERE community_id = :community_id ORDER BY seq"

MATCHING = """
AND seq < :before
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

SEARCH = AIRMEET_COLUMNS + OF_COMMUNITY + MATCHING
SEARCH_ARCHIVED = AIRMEET_COLUMNS + "WHERE community_id = :community_id AND archived_at IS NOT NULL" + MATCHING

UPDATE_PLAN = """
UPDATE airmeets
SET name = :name, timezone = :timezone, starts_at = :starts_at, ends_at = :ends_at
WHERE airmeet_id = :airmeet_id
"""

CHANGE_STATUS = """
UPDATE airmeets
SET status = :status
WHERE airmeet_id = :airmeet_id AND status = :old_status
"""

DUE = """
WHERE status = 'CREATED' AND archived_at IS NULL AND starts_at <= :now AND ends_at > :now
"""

FIND_DUE = "SELECT airmeet_id FROM airmeets" + DUE + "LIMIT 1"

OPEN_DUE = (
    "UPDATE airmeets SET status = 'ONGOING' WHERE status = 'CREATED' AND airmeet_id IN (SELECT airmeet_id FROM airmeets"
    + DUE
    + "ORDER BY starts_at LIMIT :size) RETURNING airmeet_id, community_id"
)

ARCHIVE = """
UPDATE airmeets
SET archived_at = :now
WHERE airmeet_id = :airmeet_id AND archived_at IS NULL
"""

UNARCHIVE = """
UPDATE airmeets
SET archived_at = NULL
WHERE airmeet_id = :airmeet_id AND archived_at IS NOT NULL
"""

TAKE_NEXT_REGISTRATION_SEQ = """
UPDATE airmeets
SET registration_seq = registration_seq + :count, registration_count = registration_count + :count
WHERE airmeet_id = :airmeet_id
RETURNING registration_seq
"""

TAKE_NEXT_ATTENDEE_SEQ = """
UPDATE airmeets
SET registration_seq = registration_seq + :count, authorized_count = authorized_count + :count
WHERE airmeet_id = :airmeet_id
RETURNING registration_seq
"""

COUNT_ONE_AUTHORIZED_LESS = """
UPDATE airmeets
SET authorized_count = authorized_count - 1
WHERE airmeet_id = :airmeet_id
"""

COUNT_MANY = """
UPDATE airmeets
SET
    registration_seq = registration_seq + :places,
    registration_count = registration_count + :registered,
    authorized_count = authorized_count + :authorized
WHERE airmeet_id = :airmeet_id
RETURNING registration_seq
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
    return airmeet_of(row)


async def list_page(tx: Transaction, community_id: str, wanted: PageRequest) -> list[Airmeet]:
    """Oldest first, without the archived ones."""
    parameters = {"community_id": community_id}
    rows = await paging.list_rows(tx, after=PAGE_AFTER, before=PAGE_BEFORE, parameters=parameters, wanted=wanted)
    return [airmeet_of(row) for row in rows]


async def list_page_of_key(tx: Transaction, community_id: str, access_key: str, wanted: PageRequest) -> list[Airmeet]:
    """The same, of the airmeets chosen for this key alone."""
    parameters = {"community_id": community_id, "access_key": access_key}
    rows = await paging.list_rows(
        tx, after=PAGE_OF_KEY_AFTER, before=PAGE_OF_KEY_BEFORE, parameters=parameters, wanted=wanted
    )
    return [airmeet_of(row) for row in rows]


async def count_of_key(tx: Transaction, community_id: str, access_key: str) -> int:
    """How many of the airmeets chosen for this key are not archived."""
    row = await tx.one(COUNT_OF_KEY, {"community_id": community_id, "access_key": access_key})
    return int(row[0]) if row else 0


async def search(
    tx: Transaction,
    membership: Membership,
    *,
    text: str,
    status: Status | None,
    is_archived: bool,
    before: int,
    size: int,
) -> list[Airmeet]:
    """What this member may see, newest first, whose name contains `text` in any letter case."""
    escaped = text.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_")
    rows = await tx.all(
        SEARCH_ARCHIVED if is_archived else SEARCH,
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
    return [airmeet_of(row) for row in rows]


async def list_ids(tx: Transaction, *, after: str, size: int) -> list[str]:
    """The next ones of every community."""
    return [airmeet_id for (airmeet_id,) in await tx.all(LIST_IDS, {"after": after, "size": size})]


async def list_all(tx: Transaction, community_id: str | None) -> list[Airmeet]:
    """Oldest first within each community, the archived ones too."""
    if community_id is None:
        rows = await tx.all(LIST_ALL, {})
    else:
        rows = await tx.all(LIST_ALL_OF_COMMUNITY, {"community_id": community_id})
    return [airmeet_of(row) for row in rows]


async def update(tx: Transaction, airmeet_id: str, plan: Plan) -> None:
    await tx.run(
        UPDATE_PLAN,
        {
            "airmeet_id": airmeet_id,
            "name": plan.name,
            "timezone": plan.timezone,
            "starts_at": plan.starts_at,
            "ends_at": plan.ends_at,
        },
    )


async def change_status(tx: Transaction, airmeet: Airmeet, status: Status) -> bool:
    """False if it has another status by now than `airmeet` has."""
    parameters = {"airmeet_id": airmeet.airmeet_id, "old_status": airmeet.status, "status": status}
    return await tx.run(CHANGE_STATUS, parameters) == 1


async def is_any_due(tx: Transaction) -> bool:
    """Whether an airmeet should be going on that nobody has started."""
    return await tx.one(FIND_DUE, {"now": tx.now}) is not None


async def open_due(tx: Transaction, *, size: int) -> list[tuple[str, str]]:
    """The ids of those that this call has started, and of their communities; at most `size`, the most overdue first."""
    return [
        (airmeet_id, community_id) for airmeet_id, community_id in await tx.all(OPEN_DUE, {"now": tx.now, "size": size})
    ]


async def archive(tx: Transaction, airmeet_id: str) -> bool:
    """False if it had been archived before."""
    return await tx.run(ARCHIVE, {"airmeet_id": airmeet_id, "now": tx.now}) == 1


async def unarchive(tx: Transaction, airmeet_id: str) -> bool:
    """False if it was not archived."""
    return await tx.run(UNARCHIVE, {"airmeet_id": airmeet_id}) == 1


async def take_next_registration_seq(tx: Transaction, airmeet_id: str) -> int:
    """Counts the registration that will bear it. Raises AirmeetUnknown."""
    return await _take(tx, TAKE_NEXT_REGISTRATION_SEQ, airmeet_id)


async def take_next_attendee_seq(tx: Transaction, airmeet_id: str) -> int:
    """Counts one more who is authorized. Out of the same sequence, of which a number may go unused."""
    return await _take(tx, TAKE_NEXT_ATTENDEE_SEQ, airmeet_id)


async def count_one_authorized_less(tx: Transaction, airmeet_id: str) -> None:
    await tx.run(COUNT_ONE_AUTHORIZED_LESS, {"airmeet_id": airmeet_id})


async def count_many(tx: Transaction, airmeet_id: str, *, places: int, registered: int, authorized: int) -> int:
    """How many more there are, or fewer. The first of as many numbers of the sequence as there are `places`."""
    counts = {"places": places, "registered": registered, "authorized": authorized}
    row = await tx.one(COUNT_MANY, {"airmeet_id": airmeet_id, **counts})
    if row is None:
        raise AirmeetUnknown
    return int(row[0]) - places + 1


async def _take(tx: Transaction, statement: str, airmeet_id: str) -> int:
    seq = await tx.take(statement, {"airmeet_id": airmeet_id})
    if seq is None:
        raise AirmeetUnknown
    return seq


def airmeet_of(row: Row) -> Airmeet:
    """As AIRMEET_COLUMNS has it."""
    seq, airmeet_id, community_id, name, status, timezone, starts_at, ends_at, count, archived_at, authorized = row
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
        authorized_count=authorized,
    )
