"""The outbox: messages put into it, taken out by workers, and seen by the operator."""

from admit.lib import ids
from admit.model.actors import Actor
from admit.model.deliveries import Kind, Message, State, lease_end, next_attempt
from admit.store import deliveries
from admit.store.database import Transaction

LIST_SIZE = 200


async def post(tx: Transaction, kind: Kind, *, recipient: str, subject: str, body: str) -> Message:
    """A message that leaves once the caller's transaction is durable, and not without it."""
    message = Message(
        message_id=ids.new_id(),
        kind=kind,
        recipient=recipient,
        subject=subject,
        body=body,
        state=State.WAITING,
        created_at=tx.now,
        due_at=tx.now,
    )
    await deliveries.insert(tx, message)
    return message


async def is_any_due(tx: Transaction) -> bool:
    return await deliveries.is_any_due(tx)


async def claim(tx: Transaction) -> Message | None:
    """A message that is this worker's alone until the lease ends, after which others may take it again."""
    return await deliveries.claim(tx, lease_end(tx.now))


async def record_sent(tx: Transaction, claimed: Message) -> bool:
    """What was sent is sent, whoever has the claim by now. False: another worker has sent it as well."""
    return await deliveries.settle_as_sent(tx, claimed.message_id)


async def record_failure(tx: Transaction, claimed: Message, error: str, *, is_final: bool) -> bool:
    """To be tried again later, or given up. False: the lease was over, and it is another worker's turn to say."""
    due_at = None if is_final else next_attempt(claimed.attempts, tx.now)
    if due_at is None:
        return await deliveries.give_up(tx, claimed, error)
    return await deliveries.postpone(tx, claimed, error, due_at)


async def hold_due(tx: Transaction) -> int:
    """Leave to the operator what no machine can send; how many that were."""
    return await deliveries.hold_due(tx)


async def list_(tx: Transaction, actor: Actor, *, before: str | None = None, size: int = LIST_SIZE) -> list[Message]:
    """Newest first, of those older than the message `before`."""
    actor.require_operator()
    return await deliveries.list_(tx, before=before, size=size)


async def get(tx: Transaction, actor: Actor, message_id: str) -> Message:
    """Raises MessageUnknown."""
    actor.require_operator()
    return await deliveries.get(tx, message_id)
