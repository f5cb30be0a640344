"""The way to a mail server: its URL, TLS, and who logs in."""

import msgspec
import pytest

from admit.config import SettingWrong
from admit.delivery.mailer import Mailer, SendingFailed, parse_mailer
from admit.lib.clock import Timestamp
from admit.model.deliveries import Kind, Message, State
from tests.delivery.office import SENDER
from tests.delivery.receiver import CERTIFICATE, Receiver

MESSAGE = Message(
    message_id="01995b2c-8f6e-7c3a-9d2b-5e4f3a2b1c0d",
    kind=Kind.PASSWORD_RESET,
    recipient="ada@example.com",
    subject="Hello",
    body="Hello\n",
    state=State.WAITING,
    created_at=Timestamp("2026-11-24T04:30:00.000Z"),
    due_at=None,
)


def mailer(url: str, sender: str = SENDER) -> Mailer:
    parsed = parse_mailer(url, sender)
    assert parsed is not None
    return parsed


def test_no_url_is_no_mailer() -> None:
    assert parse_mailer("", "") is None


@pytest.mark.parametrize(
    "url, host, port, is_tls_from_start, requires_tls, user, password",
    [
        ("smtp://mail.example.com", "mail.example.com", 587, False, False, "", ""),
        ("smtp://mail.example.com:25/", "mail.example.com", 25, False, False, "", ""),
        ("smtp://mail.example.com?starttls=require", "mail.example.com", 587, False, True, "", ""),
        ("smtp://me%40here:a%3Ab@mail.example.com", "mail.example.com", 587, False, True, "me@here", "a:b"),
        ("smtp://me:secret@localhost:2525", "localhost", 2525, False, False, "me", "secret"),
        ("smtps://me:secret@[::1]", "::1", 465, True, False, "me", "secret"),
    ],
)
def test_a_url_says_how_to_reach_the_mail_server(
    *, url: str, host: str, port: int, is_tls_from_start: bool, requires_tls: bool, user: str, password: str
) -> None:
    parsed = mailer(url)
    assert (parsed.host, parsed.port, parsed.is_tls_from_start, parsed.requires_tls) == (
        *(host, port, is_tls_from_start),
        requires_tls,
    )
    assert (parsed.user, parsed.password, str(parsed.sender)) == (user, password, SENDER)


@pytest.mark.parametrize(
    "url",
    [
        *("mail.example.com", "http://mail.example.com:25", "smtp://", "smtp://mail.example.com:99999", "smtp://[::1"),
        *("smtp://secret@host/path", "smtp://secret@host#x", "smtp://secret@host?tls=yes"),
        *("smtp://host?starttls=never", "smtp://host?timeout=0", "smtp://host?timeout=51", "smtp://host?timeout=nan"),
    ],
)
def test_any_other_url_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(SettingWrong) as refused:
        parse_mailer(url, SENDER)
    sentence = "smtp_url: it is not smtp(s)://[user:password@]host[:port][?starttls=require]."
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    "sender", ["", "admit", "Admit <admit>", "admit@example.com, ada@example.com", '"A\nB" <a@b.c>']
)
def test_a_sender_is_one_address(sender: str) -> None:
    with pytest.raises(SettingWrong) as refused:
        parse_mailer("smtp://localhost", sender)
    assert str(refused.value) == "mail_from: smtp_url needs a sender such as `Admit <admit@example.com>`."


def test_names_and_domains_beyond_ascii_travel_as_ascii(receiver: Receiver) -> None:
    message = msgspec.structs.replace(MESSAGE, recipient="ada@bücher.example")
    mailer(receiver.url, "Bücherei <post@bücher.example>").send(message)
    mail = receiver.next_mail()
    assert (mail["From"], mail["To"]) == ("Bücherei <post@xn--bcher-kva.example>", "ada@xn--bcher-kva.example")


def test_tls_is_spoken_where_it_is_offered() -> None:
    with Receiver(has_tls=True) as offering:
        mailer(offering.url).send(MESSAGE)
        assert offering.sessions_over_tls == [True]


def test_a_certificate_that_nobody_vouches_for_is_refused_where_tls_is_required() -> None:
    with Receiver(has_tls=True) as offering:
        with pytest.raises(SendingFailed) as failed:
            mailer(f"{offering.url}?starttls=require").send(MESSAGE)
        assert (failed.value.error, offering.sessions_over_tls) == ("SSLCertVerificationError", [])


def test_a_good_certificate_is_taken_where_tls_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with Receiver(has_tls=True) as offering:
        mailer(f"{offering.url}?starttls=require").send(MESSAGE)
        assert offering.sessions_over_tls == [True]


def test_nothing_is_sent_in_the_clear_where_tls_is_required(receiver: Receiver) -> None:
    with pytest.raises(SendingFailed) as failed:
        mailer(f"{receiver.url}?starttls=require").send(MESSAGE)
    assert (failed.value.error, failed.value.is_final, receiver.sessions_over_tls) == ("TlsNotOffered", False, [])


def test_who_has_a_password_logs_in_with_it() -> None:
    with Receiver(login=("admit", "s:cret")) as asking:
        mailer(asking.url.replace("//", "//admit:s%3Acret@")).send(MESSAGE)
        assert asking.next_mail()["To"] == "ada@example.com"


def test_a_wrong_password_is_not_final_since_the_operator_can_mend_it() -> None:
    with Receiver(login=("admit", "s:cret")) as asking:
        with pytest.raises(SendingFailed) as failed:
            mailer(asking.url.replace("//", "//admit:wrong@")).send(MESSAGE)
        assert (failed.value.error, failed.value.is_final) == ("SMTPAuthenticationError 535", False)
        assert not asking.has_more()
