"""The outbox: each message is one worker's at a time, and none is lost."""

from datetime import timedelta

import pytest

from admit.actions import deliveries
from admit.lib.clock import Timestamp, timestamp, to_datetime
from admit.model.access_keys import Access
from admit.model.actors import KeyHolder
from admit.model.deliveries import DELAYS, LEASE, Kind, Message, State
from admit.model.errors import KeyNotPermitted, MessageUnknown
from admit.store.database import Transaction
from tests.actions.desk import OPERATOR, Desk


async def post(tx: Transaction, _: object, recipient: str = "ada@example.com") -> Message:
    return await deliveries.post(tx, Kind.PASSWORD_RESET, recipient=recipient, subject="Subject", body="A secret")


async def claim(tx: Transaction, _: object) -> Message | None:
    return await deliveries.claim(tx)


async def sent(tx: Transaction, _: object, message: Message) -> bool:
    return await deliveries.record_sent(tx, message)


async def failed(tx: Transaction, _: object, message: Message, *, is_final: bool = False) -> bool:
    return await deliveries.record_failure(tx, message, "Error 450", is_final=is_final)


async def hold(tx: Transaction, _: object) -> int:
    return await deliveries.hold_due(tx)


def claimed(desk: Desk) -> Message:
    message = desk.by(OPERATOR, claim)
    assert message is not None
    return message


def later(desk: Desk, by: timedelta) -> Timestamp:
    return timestamp(to_datetime(desk.clock()) + by)


def kept(desk: Desk, message: Message) -> Message:
    return desk.by(OPERATOR, deliveries.get, message.message_id)


def test_a_message_is_kept_as_it_was_posted(desk: Desk) -> None:
    message = desk.by(OPERATOR, post)
    assert kept(desk, message) == message
    assert message == Message(
        message_id=message.message_id,
        kind=Kind.PASSWORD_RESET,
        recipient="ada@example.com",
        subject="Subject",
        body="A secret",
        state=State.WAITING,
        created_at=desk.clock(),
        due_at=desk.clock(),
    )


def test_an_action_that_is_refused_posts_nothing(desk: Desk) -> None:
    async def post_and_fail(tx: Transaction, actor: object) -> None:
        await post(tx, actor)
        raise MessageUnknown

    with pytest.raises(MessageUnknown):
        desk.by(OPERATOR, post_and_fail)
    assert desk.rows("SELECT * FROM messages") == []


def test_a_claimed_message_is_nobody_elses_until_the_lease_ends(desk: Desk) -> None:
    posted = desk.by(OPERATOR, post)
    first = claimed(desk)
    assert (first.message_id, first.body, first.attempts, first.due_at) == (
        *(posted.message_id, "A secret", 1),
        later(desk, LEASE),
    )
    desk.clock.advance(seconds=LEASE.total_seconds() - 0.001)
    assert desk.by(OPERATOR, claim) is None
    desk.clock.advance(seconds=0.001)
    assert (claimed(desk).message_id, kept(desk, posted).attempts) == (posted.message_id, 2)


def test_what_has_waited_longest_is_first(desk: Desk) -> None:
    posted = []
    for number in range(3):
        posted.append(desk.by(OPERATOR, post, f"guest{number}@example.com"))
        desk.clock.advance(seconds=1)
    assert [claimed(desk).message_id for _ in posted] == [message.message_id for message in posted]
    assert desk.by(OPERATOR, claim) is None


def test_a_sent_message_keeps_its_row_and_loses_its_text(desk: Desk) -> None:
    desk.by(OPERATOR, post)
    message = claimed(desk)
    assert desk.by(OPERATOR, sent, message) is True
    after = kept(desk, message)
    assert (after.state, after.body, after.due_at, after.settled_at) == (State.SENT, "", None, desk.clock())
    assert (after.recipient, after.subject, after.attempts) == ("ada@example.com", "Subject", 1)
    desk.clock.advance(days=30)
    assert desk.by(OPERATOR, claim) is None


def test_delays_grow_until_the_message_is_given_up(desk: Desk) -> None:
    posted = desk.by(OPERATOR, post)
    delays = []
    while (message := desk.by(OPERATOR, claim)) is not None:
        desk.by(OPERATOR, failed, message)
        due_at = kept(desk, posted).due_at
        if due_at is None:
            break
        delay = to_datetime(due_at) - to_datetime(desk.clock())
        delays.append(delay)
        desk.clock.advance(seconds=delay.total_seconds() - 0.001)
        assert desk.by(OPERATOR, claim) is None
        desk.clock.advance(seconds=0.001)
    assert delays == list(DELAYS) == sorted(DELAYS)
    assert timedelta(days=2) < sum(delays, timedelta()) <= timedelta(days=3)
    after = kept(desk, posted)
    assert (after.state, after.attempts, after.body, after.last_error, after.settled_at) == (
        *(State.GIVEN_UP, 9, "A secret", "Error 450"),
        desk.clock(),
    )


def test_a_final_failure_is_not_tried_again(desk: Desk) -> None:
    posted = desk.by(OPERATOR, post)
    assert desk.by(OPERATOR, failed, claimed(desk), is_final=True) is True
    after = kept(desk, posted)
    assert (after.state, after.due_at, after.attempts) == (State.GIVEN_UP, None, 1)


def test_a_worker_whose_lease_is_over_says_nothing_of_a_failure(desk: Desk) -> None:
    desk.by(OPERATOR, post)
    slow = claimed(desk)
    desk.clock.advance(seconds=LEASE.total_seconds())
    quick = claimed(desk)
    before = desk.everything()
    assert desk.by(OPERATOR, failed, slow) is False
    assert desk.by(OPERATOR, failed, slow, is_final=True) is False
    assert desk.everything() == before
    assert desk.by(OPERATOR, sent, quick) is True


def test_a_worker_whose_lease_is_over_still_says_that_it_has_sent(desk: Desk) -> None:
    desk.by(OPERATOR, post)
    slow = claimed(desk)
    desk.clock.advance(seconds=LEASE.total_seconds())
    quick = claimed(desk)
    assert desk.by(OPERATOR, sent, slow) is True
    assert (desk.by(OPERATOR, sent, quick), desk.by(OPERATOR, failed, quick)) == (False, False)
    assert kept(desk, slow).state == State.SENT


def test_what_no_machine_can_send_is_left_to_the_operator(desk: Desk) -> None:
    first, second = desk.by(OPERATOR, post), desk.by(OPERATOR, post)
    assert (desk.by(OPERATOR, hold), desk.by(OPERATOR, hold)) == (2, 0)
    desk.clock.advance(days=1)
    assert desk.by(OPERATOR, claim) is None
    assert [(message.message_id, message.state, message.body) for message in desk.by(OPERATOR, deliveries.list_)] == [
        (second.message_id, State.HELD, "A secret"),
        (first.message_id, State.HELD, "A secret"),
    ]


def test_the_list_goes_back_in_pages(desk: Desk) -> None:
    posted = [desk.by(OPERATOR, post).message_id for _ in range(5)]
    pages = [desk.by(OPERATOR, deliveries.list_, size=2)]
    while pages[-1]:
        pages.append(desk.by(OPERATOR, deliveries.list_, before=pages[-1][-1].message_id, size=2))
    assert [[message.message_id for message in page] for page in pages] == [
        [posted[4], posted[3]],
        [posted[2], posted[1]],
        [posted[0]],
        [],
    ]


def test_an_integration_sees_no_mail(desk: Desk) -> None:
    message = desk.by(OPERATOR, post)
    holder = KeyHolder(community_id=desk.community(), access_key="", access=Access.READ_WRITE)
    with pytest.raises(KeyNotPermitted):
        desk.by(holder, deliveries.list_)
    with pytest.raises(KeyNotPermitted):
        desk.by(holder, deliveries.get, message.message_id)


def test_an_id_that_no_message_has(desk: Desk) -> None:
    with pytest.raises(MessageUnknown):
        desk.by(OPERATOR, deliveries.get, "nothing")
