"""Where those are who came to an airmeet's door: one row a person, and one for each of their stays."""

from collections.abc import Sequence

from admit.lib.clock import Timestamp
from admit.model.people import Details
from admit.model.presences import Attendance, Beat, Presence, State, Stay, seconds_between
from admit.store.database import Row, Transaction

PRESENCE_COLUMNS = """
SELECT
    email_key, state, session_digest, version, ticket, seen_at, is_lost, arrival, entered_at, stays, seconds
FROM presences
"""

FIND_PRESENCE = PRESENCE_COLUMNS + "WHERE airmeet_id = :airmeet_id AND email_key = :email_key"

LIST_CHANGED = PRESENCE_COLUMNS + "WHERE airmeet_id = :airmeet_id AND version > :version ORDER BY version LIMIT :size"

LIST_STILL_INSIDE = PRESENCE_COLUMNS + (
    "WHERE airmeet_id = :airmeet_id AND state = 'inside' ORDER BY arrival LIMIT :size"
)

LIST_NEXT = PRESENCE_COLUMNS + (
    "WHERE airmeet_id = :airmeet_id AND state = 'waiting' AND seen_at >= :lost_before ORDER BY ticket LIMIT :size"
)

LIST_TICKETS = """
SELECT ticket
FROM presences
WHERE airmeet_id = :airmeet_id AND state = 'waiting'
ORDER BY ticket
"""

COUNT_BEFORE = """
SELECT COUNT(*)
FROM presences
WHERE airmeet_id = :airmeet_id AND state = 'waiting' AND ticket < :ticket
"""

LIST_INSIDE = """
SELECT r.name, r.city, r.country, r.designation, r.organisation
FROM presences p
JOIN registrations r ON r.airmeet_id = p.airmeet_id AND r.email_key = p.email_key
WHERE p.airmeet_id = :airmeet_id AND p.state = 'inside'
ORDER BY p.arrival
LIMIT :size
"""

WAIT = """
INSERT INTO presences (airmeet_id, email_key, state, session_digest, version, ticket, seen_at)
VALUES (:airmeet_id, :email_key, 'waiting', :session_digest, :version, :ticket, :now)
ON CONFLICT (airmeet_id, email_key) DO UPDATE
SET
    state = 'waiting', session_digest = :session_digest, version = :version, ticket = :ticket, seen_at = :now,
    is_lost = FALSE
"""

GO_INSIDE = """
UPDATE presences
SET
    state = 'inside', version = :version, entered_at = :now, stays = stays + 1,
    arrival = COALESCE(arrival, :arrival), arrived_at = COALESCE(arrived_at, :now)
WHERE airmeet_id = :airmeet_id AND email_key = :email_key
RETURNING stays
"""

GO_OUT = """
UPDATE presences
SET state = 'out', version = :version, is_lost = :is_lost, seen_at = :left_at, seconds = seconds + :seconds
WHERE airmeet_id = :airmeet_id AND email_key = :email_key
"""

MOVE = """
UPDATE presences
SET session_digest = :session_digest, version = :version, seen_at = :now
WHERE airmeet_id = :airmeet_id AND email_key = :email_key
"""

TOUCH = """
UPDATE presences
SET version = :version
WHERE airmeet_id = :airmeet_id AND email_key = :email_key
"""

BEAT = """
UPDATE presences
SET seen_at = :now
WHERE airmeet_id = :airmeet_id AND email_key = :email_key AND session_digest = :session_digest AND state <> 'out'
"""

BEGIN_STAY = """
INSERT INTO attendances (airmeet_id, email_key, stay, entered_at)
VALUES (:airmeet_id, :email_key, :stay, :now)
"""

END_STAY = """
UPDATE attendances
SET left_at = :left_at, seconds = :seconds
WHERE airmeet_id = :airmeet_id AND email_key = :email_key AND stay = :stay
"""

FIND_ATTENDANCE = """
SELECT p.arrived_at, a.entered_at, a.left_at, p.seen_at, p.seconds
FROM presences p
JOIN attendances a ON a.airmeet_id = p.airmeet_id AND a.email_key = p.email_key AND a.stay = p.stays
WHERE p.airmeet_id = :airmeet_id AND p.email_key = :email_key
"""

LIST_STAYS = """
SELECT entered_at, left_at, seconds
FROM attendances
WHERE airmeet_id = :airmeet_id AND email_key = :email_key
ORDER BY stay DESC
LIMIT :size
"""

LIST_LOST = """
SELECT airmeet_id, email_key
FROM presences
WHERE state <> 'out' AND seen_at < :lost_before
ORDER BY seen_at
LIMIT :size
"""

ERASE_PRESENCE = """
UPDATE presences
SET email_key = :pseudonym, session_digest = ''
WHERE airmeet_id = :airmeet_id AND email_key = :email_key
"""

ERASE_STAYS = """
UPDATE attendances
SET email_key = :pseudonym
WHERE airmeet_id = :airmeet_id AND email_key = :email_key
"""

FIND_ARRIVAL = """
SELECT arrival, arrived_at
FROM presences
WHERE airmeet_id = :airmeet_id AND arrival >= :arrival
ORDER BY arrival
LIMIT 1
"""


async def find(tx: Transaction, airmeet_id: str, email_key: str) -> Presence | None:
    row = await tx.one(FIND_PRESENCE, {"airmeet_id": airmeet_id, "email_key": email_key})
    return _presence(row) if row else None


async def list_changed(tx: Transaction, airmeet_id: str, *, version: int, size: int) -> list[Presence]:
    """Those that changed after `version`, in the order of their last change."""
    return [
        _presence(row)
        for row in await tx.all(LIST_CHANGED, {"airmeet_id": airmeet_id, "version": version, "size": size})
    ]


async def list_still_inside(tx: Transaction, airmeet_id: str, *, size: int) -> list[Presence]:
    return [_presence(row) for row in await tx.all(LIST_STILL_INSIDE, {"airmeet_id": airmeet_id, "size": size})]


async def list_next(tx: Transaction, airmeet_id: str, *, lost_before: Timestamp, size: int) -> list[Presence]:
    """Who waits, first come first, without those who were not heard of since."""
    parameters = {"airmeet_id": airmeet_id, "lost_before": lost_before, "size": size}
    return [_presence(row) for row in await tx.all(LIST_NEXT, parameters)]


async def list_tickets(tx: Transaction, airmeet_id: str) -> list[int]:
    """Of all who wait, first come first."""
    return [ticket for (ticket,) in await tx.all(LIST_TICKETS, {"airmeet_id": airmeet_id})]


async def count_before(tx: Transaction, airmeet_id: str, ticket: int) -> int:
    """How many wait with a lower ticket."""
    row = await tx.one(COUNT_BEFORE, {"airmeet_id": airmeet_id, "ticket": ticket})
    return int(row[0]) if row else 0


async def list_inside(tx: Transaction, airmeet_id: str, *, size: int) -> list[Details]:
    """As given for this airmeet, in the order in which they first came."""
    return [Details(*row) for row in await tx.all(LIST_INSIDE, {"airmeet_id": airmeet_id, "size": size})]


async def wait(
    tx: Transaction, *, airmeet_id: str, email_key: str, session_digest: str, version: int, ticket: int
) -> None:
    """At the end of the queue."""
    await tx.run(
        WAIT,
        {
            "airmeet_id": airmeet_id,
            "email_key": email_key,
            "session_digest": session_digest,
            "version": version,
            "ticket": ticket,
            "now": tx.now,
        },
    )


async def go_inside(tx: Transaction, *, airmeet_id: str, email_key: str, version: int, arrival: int) -> None:
    """Begins a stay. `arrival` is for who has none yet."""
    who = {"airmeet_id": airmeet_id, "email_key": email_key, "now": tx.now}
    row = await tx.one(GO_INSIDE, {**who, "version": version, "arrival": arrival})
    if row is None:
        raise AssertionError("Whoever goes inside has waited.")
    await tx.run(BEGIN_STAY, {**who, "stay": row[0]})


async def go_out(
    tx: Transaction, airmeet_id: str, presence: Presence, *, version: int, left_at: Timestamp, is_lost: bool
) -> None:
    """Ends the stay of who was inside."""
    seconds = presence.seconds_until(left_at)
    who = {"airmeet_id": airmeet_id, "email_key": presence.email_key, "left_at": left_at, "seconds": seconds}
    await tx.run(GO_OUT, {**who, "version": version, "is_lost": is_lost})
    if presence.state is State.INSIDE:
        await tx.run(END_STAY, {**who, "stay": presence.stays})


async def move(tx: Transaction, *, airmeet_id: str, email_key: str, session_digest: str, version: int) -> None:
    """The seat to another entry session."""
    who = {"airmeet_id": airmeet_id, "email_key": email_key}
    await tx.run(MOVE, {**who, "session_digest": session_digest, "version": version, "now": tx.now})


async def touch(tx: Transaction, *, airmeet_id: str, email_key: str, version: int) -> None:
    """For a change of what is shown of them."""
    await tx.run(TOUCH, {"airmeet_id": airmeet_id, "email_key": email_key, "version": version})


async def beat(tx: Transaction, beat: Beat) -> bool:
    """False if this session has the seat no longer."""
    parameters = {
        "airmeet_id": beat.airmeet_id,
        "email_key": beat.email_key,
        "session_digest": beat.session_digest,
        "now": tx.now,
    }
    return await tx.run(BEAT, parameters) == 1


async def find_attendance(tx: Transaction, airmeet_id: str, email_key: str, *, stays: int) -> Attendance | None:
    """None for who has not been inside. With their last few stays, newest first."""
    who = {"airmeet_id": airmeet_id, "email_key": email_key}
    row = await tx.one(FIND_ATTENDANCE, who)
    if row is None:
        return None
    arrived_at, entered_at, left_at, seen_at, seconds = row
    open_seconds = seconds_between(entered_at, seen_at) if left_at is None else 0
    rows = await tx.all(LIST_STAYS, {**who, "size": stays}) if stays else []
    return Attendance(
        arrived_at=arrived_at,
        left_at=left_at,
        seconds=seconds + open_seconds,
        stays=[Stay(entered, left, length if left else open_seconds) for entered, left, length in rows],
    )


async def list_lost(tx: Transaction, *, lost_before: Timestamp, size: int) -> Sequence[tuple[str, str]]:
    """The airmeet and the email key of those not heard of since, the longest silent first."""
    rows = await tx.all(LIST_LOST, {"lost_before": lost_before, "size": size})
    return [(airmeet_id, email_key) for airmeet_id, email_key in rows]


async def find_arrived_at(tx: Transaction, airmeet_id: str, arrival: int) -> Timestamp | None:
    """When the person came who was number `arrival`, or the next who is still known."""
    row = await tx.one(FIND_ARRIVAL, {"airmeet_id": airmeet_id, "arrival": arrival})
    return row[1] if row else None


async def find_arrival_since(tx: Transaction, airmeet_id: str, at: Timestamp, low: int, high: int) -> int:
    """The first from `low` on who came at `at` or later; `high` if none below it did. A binary search."""
    while low < high:
        middle = (low + high) // 2
        row = await tx.one(FIND_ARRIVAL, {"airmeet_id": airmeet_id, "arrival": middle})
        if row is None or row[1] >= at:
            high = middle
        else:
            low = row[0] + 1
    return low


async def erase(tx: Transaction, airmeet_id: str, email_key: str, pseudonym: str) -> None:
    """Of somebody who is out: that they came, and for how long, stays as nobody's."""
    for statement in (ERASE_PRESENCE, ERASE_STAYS):
        await tx.run(statement, {"airmeet_id": airmeet_id, "email_key": email_key, "pseudonym": pseudonym})


def _presence(row: Row) -> Presence:
    email_key, state, session_digest, version, ticket, seen_at, is_lost, arrival, entered_at, stays, seconds = row
    return Presence(
        email_key=email_key,
        state=State(state),
        session_digest=session_digest,
        version=version,
        ticket=ticket,
        seen_at=seen_at,
        is_lost=bool(is_lost),
        arrival=arrival,
        entered_at=entered_at,
        stays=stays,
        seconds=seconds,
    )
