"""Deliveries: messages in the outbox, on their way to people."""

from datetime import timedelta
from enum import StrEnum

import msgspec

from admit.lib.clock import Timestamp, timestamp, to_datetime

LEASE = timedelta(minutes=10)
"""How long a worker has for one attempt. When it is over, the worker counts as dead and another may try."""
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 2 * 60, 6 * 60, 12 * 60, 24 * 60, 24 * 60))
"""Between one attempt and the next: nine attempts in three days."""


class Kind(StrEnum):
    """What a message is about."""

    PASSWORD_RESET = "password reset"  # noqa: S105 (the name of a kind, not a password)
    INVITATION = "invitation"
    CONFIRMATION = "confirmation"
    ENTRY_LINK = "entry link"
    PROFILE = "profile"


KINDS_TO_GUESTS = {Kind.CONFIRMATION, Kind.ENTRY_LINK, Kind.PROFILE}


class State(StrEnum):
    """A message waits until it is settled in one of the other ways."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given up"
    HELD = "held"
    """Not to be sent by machine: there was no mail server to give it to. The operator passes it on."""


class Message(msgspec.Struct, frozen=True):
    """`due_at` is when a worker may take it next: while one has it, that is the end of its lease. None once settled.

    `body` is emptied when the message is sent, for it may hold a secret. `last_error` names a kind of failure only.
    """

    message_id: str
    kind: Kind
    recipient: str
    subject: str
    body: str
    state: State
    created_at: Timestamp
    due_at: Timestamp | None
    attempts: int = 0
    last_error: str | None = None
    settled_at: Timestamp | None = None


def lease_end(now: Timestamp) -> Timestamp:
    return timestamp(to_datetime(now) + LEASE)


def next_attempt(attempts: int, now: Timestamp) -> Timestamp | None:
    """When to try again after so many attempts, of which the last has failed now. None: give up."""
    if attempts > len(DELAYS):
        return None
    return timestamp(to_datetime(now) + DELAYS[attempts - 1])
