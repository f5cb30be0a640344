"""The worker against a receiver that takes mail, refuses it, hangs or dies."""

import asyncio
from datetime import timedelta
from email.message import EmailMessage

import pytest

from admit.delivery.mailer import parse_mailer
from admit.delivery.worker import Worker
from admit.lib.clock import to_datetime
from admit.model.deliveries import DELAYS, Message, State
from admit.store.database import Database
from tests.delivery.office import BODY, SENDER, Office, post
from tests.delivery.receiver import DIE, HANG, Receiver


def delay(office: Office, message: Message) -> timedelta:
    assert message.due_at is not None
    return to_datetime(message.due_at) - to_datetime(office.clock())


def test_a_message_arrives_as_it_was_posted_and_loses_its_text_here(office: Office, receiver: Receiver) -> None:
    posted = office.post()
    mail = office.work_until(receiver.next_mail, receiver.url)
    assert (mail.get_content().replace("\r\n", "\n"), dict(mail.items()) | {"X-Peer": ""}) == (
        BODY,
        {
            "From": "Admit <admit@example.com>",
            "To": "ada@example.com",
            "Subject": "Ein Gruß",
            "Date": "Tue, 24 Nov 2026 04:30:00 +0000",
            "Message-ID": f"<{posted.message_id}@example.com>",
            "Auto-Submitted": "auto-generated",
            "Content-Type": 'text/plain; charset="utf-8"',
            "Content-Transfer-Encoding": "quoted-printable",
            "MIME-Version": "1.0",
            "X-Peer": "",
        },
    )
    [kept] = office.messages()
    assert (kept.state, kept.body, kept.attempts, kept.recipient) == (State.SENT, "", 1, "ada@example.com")


@pytest.mark.parametrize(
    "command, how, error",
    [
        ("RCPT", "450 4.2.1 Mailbox busy", "SMTPRecipientsRefused 450"),
        ("DATA", "451 4.3.0 Try later", "SMTPDataError 451"),
        ("RCPT", DIE, "SMTPServerDisconnected"),
        ("DATA", DIE, "SMTPServerDisconnected"),
        ("RCPT", HANG, "SMTPServerDisconnected"),
    ],
)
def test_what_did_not_go_is_tried_again_and_arrives(
    office: Office, receiver: Receiver, command: str, how: str, error: str
) -> None:
    posted = office.post()
    receiver.behave(command, how)
    office.work_until(receiver.next_misdeed, f"{receiver.url}?timeout=0.3")
    [waiting] = office.messages()
    assert (waiting.state, waiting.attempts, waiting.last_error, waiting.body, delay(office, waiting)) == (
        *(State.WAITING, 1, error, BODY),
        DELAYS[0],
    )
    assert not receiver.has_more()

    office.clock.advance(seconds=DELAYS[0].total_seconds())
    mail = office.work_until(receiver.next_mail, receiver.url)
    [sent] = office.messages()
    assert (mail["Message-ID"], sent.state, sent.attempts) == (f"<{posted.message_id}@example.com>", State.SENT, 2)


def test_what_the_receiver_took_without_saying_so_arrives_again_under_the_same_id(
    office: Office, receiver: Receiver
) -> None:
    office.post()
    receiver.behave("DATA", HANG)
    first = office.work_until(receiver.next_mail, f"{receiver.url}?timeout=0.3")
    office.clock.advance(seconds=DELAYS[0].total_seconds())
    second = office.work_until(receiver.next_mail, receiver.url)
    assert (first["Message-ID"], first["Date"]) == (second["Message-ID"], second["Date"])
    assert first.get_content() == second.get_content()


@pytest.mark.parametrize(
    "command, how, error",
    [
        ("RCPT", "550 5.1.1 No such mailbox", "SMTPRecipientsRefused 550"),
        ("DATA", "554 5.7.1 No thanks", "SMTPDataError 554"),
    ],
)
def test_what_will_never_be_taken_is_given_up_at_once(
    office: Office, receiver: Receiver, command: str, how: str, error: str
) -> None:
    office.post()
    receiver.behave(command, how)
    office.work_until(receiver.next_misdeed, receiver.url)
    [kept] = office.messages()
    assert (kept.state, kept.attempts, kept.last_error, kept.body) == (State.GIVEN_UP, 1, error, BODY)


def test_a_receiver_that_is_not_there_is_asked_again(office: Office) -> None:
    office.post()
    with Receiver() as gone:
        url = gone.url
    office.work_until(lambda: None, url)
    [kept] = office.messages()
    assert (kept.state, kept.last_error, delay(office, kept)) == (State.WAITING, "ConnectionRefusedError", DELAYS[0])


def test_a_message_that_cannot_even_be_composed_is_treated_like_one_refused(office: Office, receiver: Receiver) -> None:
    office.post("nobody")
    office.work_until(lambda: None, receiver.url)
    [kept] = office.messages()
    assert (kept.state, kept.last_error, delay(office, kept)) == (State.WAITING, "EmailSyntaxError", DELAYS[0])


def test_one_refused_message_does_not_hold_up_the_next(office: Office, receiver: Receiver) -> None:
    office.post("ada@example.com")
    second = office.post("grace@example.com")
    receiver.behave("RCPT", "450 4.2.1 Mailbox busy")
    mail = office.work_until(receiver.next_mail, receiver.url)
    assert mail["Message-ID"] == f"<{second.message_id}@example.com>"
    assert [message.state for message in office.messages()] == [State.WAITING, State.SENT]


def test_stopping_finishes_the_message_in_hand_and_begins_no_other(office: Office, receiver: Receiver) -> None:
    office.post()
    office.post()
    receiver.behave("DATA", HANG)
    office.work_until(receiver.next_mail, receiver.url, on_stopping=receiver.release)
    assert [message.state for message in office.messages()] == [State.SENT, State.WAITING]
    assert not receiver.has_more()


def test_without_a_mail_server_all_is_left_to_the_operator(office: Office, receiver: Receiver) -> None:
    office.post()
    office.work_until(lambda: None, "")
    [held] = office.messages()
    assert (held.state, held.body, held.attempts) == (State.HELD, BODY, 0)
    office.clock.advance(days=1)
    office.post("grace@example.com")
    mail = office.work_until(receiver.next_mail, receiver.url)
    assert (mail["To"], receiver.has_more()) == ("grace@example.com", False)


def test_a_message_of_this_process_leaves_when_the_worker_is_woken(office: Office, receiver: Receiver) -> None:
    async def scenario(database: Database) -> EmailMessage:
        worker = Worker(database, parse_mailer(receiver.url, SENDER), poll_seconds=3600)
        async with worker.at_work():
            await database.write(post, None, "ada@example.com")
            worker.wake()
            return await asyncio.to_thread(receiver.next_mail)

    assert office.with_database(scenario)["To"] == "ada@example.com"


def test_a_message_that_another_process_left_is_found(office: Office, receiver: Receiver) -> None:
    async def scenario(database: Database) -> EmailMessage:
        async with Worker(database, parse_mailer(receiver.url, SENDER), poll_seconds=0.01).at_work():
            await asyncio.to_thread(office.post)
            return await asyncio.to_thread(receiver.next_mail)

    assert office.with_database(scenario)["To"] == "ada@example.com"
