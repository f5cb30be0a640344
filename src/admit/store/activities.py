"""The activity log, which has no index: what is sought is looked for in a window of rows at a time."""

from admit.lib import ids
from admit.lib.clock import Timestamp
from admit.model.activities import Activity, ActivityPage, ActorKind, Kind, Sought
from admit.model.actors import Actor
from admit.store.database import Parameters, Row, Transaction

SIZE = 50
WINDOW = 10_000
"""Looked through in 5 to 15 ms."""
FIRST = "~"
"""Behind every id: the newest come first."""

INSERT_ACTIVITY = """
INSERT INTO activities (
    community_id, activity_id, at, actor_kind, actor_label, address, kind, airmeet_id, person, subject
)
VALUES (
    :community_id, :activity_id, :now, :actor_kind, :actor_label, :address, :kind, :airmeet_id, :person, :subject
)
"""


RECENT = """
    SELECT activity_id, at, actor_kind, actor_label, address, kind, airmeet_id, person, subject
    FROM activities
    WHERE community_id = :community_id AND activity_id < :before
    ORDER BY activity_id DESC
    LIMIT :window
"""

PAGE = f"""
SELECT
    activity_id, at, actor_kind, actor_label, address, kind, airmeet_id, person, subject,
    (SELECT name FROM airmeets WHERE airmeets.airmeet_id = recent.airmeet_id)
FROM ({RECENT}) AS recent
WHERE (:kind = '' OR kind = :kind)
AND (:airmeet_id = '' OR airmeet_id = :airmeet_id)
AND (:pattern = '' OR person LIKE :pattern ESCAPE '!')
ORDER BY activity_id DESC
LIMIT :size
"""

END = f"""
SELECT MIN(activity_id), COUNT(*)
FROM ({RECENT}) AS recent
"""

LIST_IDS = """
SELECT activity_id
FROM activities
WHERE community_id = :community_id AND activity_id > :after
ORDER BY activity_id
LIMIT :size
"""

ERASE_PERSON = """
UPDATE activities
SET
    person = :pseudonym,
    actor_label = CASE WHEN actor_kind = 'attendee' THEN :pseudonym ELSE actor_label END,
    address = CASE WHEN actor_kind = 'attendee' THEN '' ELSE address END
WHERE community_id = :community_id AND activity_id > :after AND activity_id <= :until AND person = :email_key
"""

NEXT_COMMUNITY = """
SELECT community_id
FROM communities
WHERE community_id > :community_id
ORDER BY community_id
LIMIT 1
"""

FIND_OLD = """
SELECT activity_id
FROM activities
WHERE community_id = :community_id AND activity_id < :before
ORDER BY activity_id
LIMIT 1
"""

DELETE_OLD = """
DELETE FROM activities
WHERE community_id = :community_id AND activity_id IN (
    SELECT activity_id
    FROM activities
    WHERE community_id = :community_id AND activity_id < :before
    ORDER BY activity_id
    LIMIT :size
)
"""


async def insert(
    tx: Transaction,
    actor: Actor,
    *,
    community_id: str,
    kind: Kind,
    airmeet_id: str | None,
    person: str | None,
    subject: str,
) -> None:
    activity = {
        "community_id": community_id,
        "activity_id": ids.new_id_at(tx.now),
        "now": tx.now,
        "actor_kind": actor.kind,
        "actor_label": actor.label,
        "address": actor.address,
        "kind": kind,
        "airmeet_id": airmeet_id,
        "person": person,
        "subject": subject,
    }
    await tx.run_each(INSERT_ACTIVITY, [activity])


async def list_page(
    tx: Transaction, community_id: str, sought: Sought, *, before: str | None = None, size: int = SIZE
) -> ActivityPage:
    """Newest first. `sought.airmeet_id` is of an airmeet of this community."""
    escaped = sought.text.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_")
    parameters = {
        "community_id": community_id,
        "airmeet_id": sought.airmeet_id or "",
        "kind": sought.kind or "",
        "pattern": f"%{escaped}%" if escaped else "",
        "before": before or FIRST,
        "window": WINDOW,
        "size": size,
    }
    rows = [_activity(row) for row in await tx.all(PAGE, parameters)]
    next_before = rows[-1].activity_id if len(rows) == size else await _find_end(tx, parameters)
    return ActivityPage(rows=rows, next_before=next_before)


async def _find_end(tx: Transaction, parameters: Parameters) -> str | None:
    """The last id of a full window; None when there is nothing behind it."""
    row = await tx.one(END, parameters)
    return row[0] if row and row[1] == WINDOW else None


async def delete_old(tx: Transaction, community_id: str, before: Timestamp, *, size: int) -> int:
    """How many there were, of at most `size`."""
    parameters = {"community_id": community_id, "before": ids.earliest_id_at(before), "size": size}
    return await tx.run(DELETE_OLD, parameters)


async def list_ids(tx: Transaction, community_id: str, *, after: str, size: int) -> list[str]:
    """The next ones, oldest first."""
    parameters = {"community_id": community_id, "after": after, "size": size}
    return [activity_id for (activity_id,) in await tx.all(LIST_IDS, parameters)]


async def erase(tx: Transaction, community_id: str, email_key: str, pseudonym: str, *, after: str, until: str) -> None:
    """What was done to this person was done to nobody known, behind `after` and up to `until`."""
    parameters = {"community_id": community_id, "email_key": email_key, "pseudonym": pseudonym}
    await tx.run(ERASE_PERSON, {**parameters, "after": after, "until": until})


async def has_old(tx: Transaction, community_id: str, before: Timestamp) -> bool:
    parameters = {"community_id": community_id, "before": ids.earliest_id_at(before)}
    return await tx.one(FIND_OLD, parameters) is not None


async def find_next_community(tx: Transaction, community_id: str) -> str | None:
    """The one that follows, by id; None behind the last."""
    row = await tx.one(NEXT_COMMUNITY, {"community_id": community_id})
    return row[0] if row else None


def _activity(row: Row) -> Activity:
    activity_id, at, actor_kind, actor_label, address, kind, airmeet_id, person, subject, airmeet_name = row
    return Activity(
        activity_id=activity_id,
        at=Timestamp(at),
        actor_kind=ActorKind(actor_kind),
        actor_label=actor_label,
        address=address,
        kind=Kind(kind),
        airmeet_id=airmeet_id,
        person=person,
        subject=subject,
        airmeet_name=airmeet_name,
    )
