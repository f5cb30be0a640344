"""The outbox: messages, and which of them are due."""

import msgspec

from admit.lib.clock import Timestamp
from admit.model.deliveries import Kind, Message, State
from admit.model.errors import MessageUnknown
from admit.store.database import Row, Transaction

BEHIND_EVERY_ID = "g"
"""Ids are written in hexadecimal digits."""

INSERT_MESSAGE = """
INSERT INTO messages (message_id, kind, recipient, subject, body, state, created_at, due_at)
VALUES (:message_id, :kind, :recipient, :subject, :body, :state, :created_at, :due_at)
"""

MESSAGE_COLUMNS = """
SELECT message_id, kind, recipient, subject, body, state, created_at, due_at, attempts, last_error, settled_at
FROM messages
"""

GET_MESSAGE = MESSAGE_COLUMNS + "WHERE message_id = :message_id"

LIST_BEFORE = MESSAGE_COLUMNS + "WHERE message_id < :before ORDER BY message_id DESC LIMIT :size"

FIND_DUE = "SELECT message_id FROM messages WHERE due_at <= :now LIMIT 1"

# The outer condition is the guard: of two that choose the same message, the second finds it due later.
CLAIM_NEXT = """
UPDATE messages
SET due_at = :lease_end, attempts = attempts + 1
WHERE due_at <= :now
    AND message_id = (SELECT message_id FROM messages WHERE due_at <= :now ORDER BY due_at LIMIT 1)
RETURNING message_id, kind, recipient, subject, body, state, created_at, due_at, attempts, last_error, settled_at
"""

SETTLE_AS_SENT = """
UPDATE messages
SET state = 'sent', body = '', due_at = NULL, settled_at = :now
WHERE message_id = :message_id AND state <> 'sent'
"""

# Attempts only grow, so their number tells this claim from a later one.
POSTPONE = """
UPDATE messages
SET due_at = :due_at, last_error = :error
WHERE message_id = :message_id AND attempts = :attempts AND state = 'waiting'
"""

GIVE_UP = """
UPDATE messages
SET state = 'given up', due_at = NULL, settled_at = :now, last_error = :error
WHERE message_id = :message_id AND attempts = :attempts AND state = 'waiting'
"""

HOLD_DUE = """
UPDATE messages
SET state = 'held', due_at = NULL, settled_at = :now
WHERE due_at <= :now
"""

LIST_RECIPIENTS = """
SELECT message_id, kind, recipient
FROM messages
WHERE message_id > :after
ORDER BY message_id
LIMIT :size
"""

ERASE_MESSAGE = """
UPDATE messages
SET
    recipient = :pseudonym, body = '', due_at = NULL,
    state = CASE WHEN state = 'waiting' THEN 'given up' ELSE state END,
    settled_at = COALESCE(settled_at, :now)
WHERE message_id = :message_id
"""


async def insert(tx: Transaction, message: Message) -> None:
    await tx.run(INSERT_MESSAGE, msgspec.structs.asdict(message))


async def get(tx: Transaction, message_id: str) -> Message:
    """Raises MessageUnknown."""
    row = await tx.one(GET_MESSAGE, {"message_id": message_id})
    if row is None:
        raise MessageUnknown
    return _message(row)


async def list_(tx: Transaction, *, before: str | None, size: int) -> list[Message]:
    """Newest first, of those older than the message `before`."""
    rows = await tx.all(LIST_BEFORE, {"before": before or BEHIND_EVERY_ID, "size": size})
    return [_message(row) for row in rows]


async def is_any_due(tx: Transaction) -> bool:
    return await tx.one(FIND_DUE, {"now": tx.now}) is not None


async def claim(tx: Transaction, lease_end: Timestamp) -> Message | None:
    """The message that has been due longest, now due at `lease_end`. None: there is none, or another was quicker."""
    row = await tx.one(CLAIM_NEXT, {"now": tx.now, "lease_end": lease_end})
    return _message(row) if row else None


async def settle_as_sent(tx: Transaction, message_id: str) -> bool:
    """False if it was settled so before."""
    return await tx.run(SETTLE_AS_SENT, {"message_id": message_id, "now": tx.now}) == 1


async def postpone(tx: Transaction, claimed: Message, error: str, due_at: Timestamp) -> bool:
    """False if the claim is lost."""
    claim_key = {"message_id": claimed.message_id, "attempts": claimed.attempts}
    return await tx.run(POSTPONE, claim_key | {"error": error, "due_at": due_at}) == 1


async def give_up(tx: Transaction, claimed: Message, error: str) -> bool:
    """False if the claim is lost."""
    claim_key = {"message_id": claimed.message_id, "attempts": claimed.attempts}
    return await tx.run(GIVE_UP, claim_key | {"error": error, "now": tx.now}) == 1


async def list_recipients(tx: Transaction, *, after: str, size: int) -> list[tuple[str, str, str]]:
    """Message, kind and address of the next ones, oldest first."""
    rows = await tx.all(LIST_RECIPIENTS, {"after": after, "size": size})
    return [(message_id, kind, recipient) for message_id, kind, recipient in rows]


async def erase(tx: Transaction, message_id: str, pseudonym: str) -> None:
    """That a message was sent is all that stays of it. One that waits is not sent any more."""
    await tx.run(ERASE_MESSAGE, {"message_id": message_id, "pseudonym": pseudonym, "now": tx.now})


async def hold_due(tx: Transaction) -> int:
    """How many."""
    return await tx.run(HOLD_DUE, {"now": tx.now})


def _message(row: Row) -> Message:
    message_id, kind, recipient, subject, body, state, *rest = row
    return Message(message_id, Kind(kind), recipient, subject, body, State(state), *rest)
