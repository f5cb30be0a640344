"""Real server processes: killed between any two steps of a delivery, and several on one outbox."""

import signal
from collections import Counter
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from admit.lib.clock import system_clock, to_datetime
from admit.model.deliveries import LEASE, State
from tests.cli.terminal import Terminal
from tests.dashboard import CSRF, PASSWORD
from tests.delivery.office import SENDER, Office
from tests.delivery.receiver import HANG, Receiver


def settings(office: Office, receiver: Receiver) -> dict[str, str]:
    return {"ADMIT_DATABASE": office.url, "ADMIT_SMTP_URL": receiver.url, "ADMIT_MAIL_FROM": SENDER}


def set_clock(office: Office, later: timedelta = timedelta()) -> None:
    """To the time of the server processes, and some more."""
    office.clock.reset()
    since = to_datetime(system_clock()) + later - to_datetime(office.clock())
    office.clock.advance(seconds=since.total_seconds())


@pytest.mark.parametrize(
    "command, arrived_before",
    [("RCPT", []), ("DATA", ["claimed"])],
    ids=["between claim and send", "between send and record"],
)
def test_a_message_outlives_a_server_killed(
    tmp_path: Path, office: Office, receiver: Receiver, command: str, arrived_before: list[str]
) -> None:
    set_clock(office, -timedelta(seconds=1))
    posted = office.post()
    receiver.behave(command, HANG)
    with Terminal(tmp_path).serve(variables=settings(office, receiver)) as serving:
        receiver.next_misdeed()
        serving.process.kill()
        serving.process.wait(timeout=10)
    [claimed] = office.messages()
    assert (claimed.state, claimed.attempts) == (State.WAITING, 1)
    ids = [receiver.next_mail()["Message-ID"] for _ in arrived_before]

    set_clock(office)
    office.work_until(lambda: None, receiver.url)
    assert (office.messages(), receiver.has_more()) == ([claimed], False)

    set_clock(office, LEASE)
    ids.append(office.work_until(receiver.next_mail, receiver.url)["Message-ID"])
    assert ids == [f"<{posted.message_id}@example.com>"] * (len(arrived_before) + 1)
    [sent] = office.messages()
    assert (sent.state, sent.attempts, sent.body) == (State.SENT, 2, "")


def test_two_servers_on_one_outbox_send_each_message_once(tmp_path: Path, office: Office, receiver: Receiver) -> None:
    set_clock(office, -timedelta(seconds=1))
    posted = [office.post(f"guest{number}@example.com").message_id for number in range(40)]
    receiver.behave("RCPT", HANG, HANG)  # The first message of each: they race from the third on.
    first, second = Terminal(tmp_path / "first"), Terminal(tmp_path / "second")
    for terminal in (first, second):
        terminal.folder.mkdir()
    variables = settings(office, receiver)
    with first.serve(variables=variables) as one, second.serve(variables=variables) as other:
        receiver.next_misdeed()
        receiver.next_misdeed()
        receiver.release()
        arrived = Counter(receiver.next_mail()["Message-ID"] for _ in posted)
        assert (one.stop(signal.SIGTERM), other.stop(signal.SIGTERM)) == (0, 0)
        sent = [serving.log.read_text().count(" sent message=") for serving in (one, other)]
    assert arrived == Counter(f"<{message_id}@example.com>" for message_id in posted)
    assert not receiver.has_more()
    assert {(message.state, message.attempts) for message in office.messages()} == {(State.SENT, 1)}
    assert (sum(sent), min(sent) > 0) == (40, True)


def test_a_server_finishes_the_message_in_hand_before_it_ends(
    tmp_path: Path, office: Office, receiver: Receiver
) -> None:
    set_clock(office, -timedelta(seconds=1))
    office.post()
    receiver.behave("DATA", HANG)
    with Terminal(tmp_path).serve(variables=settings(office, receiver)) as serving:
        receiver.next_misdeed()
        serving.process.send_signal(signal.SIGTERM)
        receiver.release()
        assert serving.process.wait(timeout=30) == 0
    assert [message.state for message in office.messages()] == [State.SENT]


def test_the_log_names_a_message_and_neither_its_recipient_nor_its_text(
    tmp_path: Path, office: Office, receiver: Receiver
) -> None:
    set_clock(office, -timedelta(seconds=1))
    posted = [office.post("ada@example.com"), office.post("grace@example.com")]
    receiver.behave("RCPT", "550 5.1.1 ada@example.com is unknown")
    with Terminal(tmp_path).serve(variables=settings(office, receiver)) as serving:
        receiver.next_mail()
        assert serving.stop(signal.SIGTERM) == 0
        log = serving.log.read_text()
    assert [line.split(" ", 2)[2] for line in log.splitlines()] == [
        f"admit.delivery failed message={posted[0].message_id} attempt=1 error=SMTPRecipientsRefused 550",
        f"admit.delivery sent message={posted[1].message_id} attempt=1",
    ]


def test_the_log_of_a_reset_names_neither_the_address_nor_the_code(
    tmp_path: Path, office: Office, receiver: Receiver
) -> None:
    def send(path: str, form: str, **fields: str) -> httpx.Response:
        proof = CSRF.search(browser.get(form).text)
        assert proof is not None
        return browser.post(path, data={"csrf": proof[1], **fields})

    with (
        Terminal(tmp_path).serve(variables=settings(office, receiver)) as serving,
        httpx.Client(base_url=serving.url, follow_redirects=True) as browser,
    ):
        send("/signup", "/signup", community="Analytical Society", email="ada@example.com", password=PASSWORD)
        browser.cookies.clear()
        receiver.behave("DATA", "554 5.7.1 ada@example.com wants no mail")
        for _ in range(2):
            send("/forgot", "/forgot", email="ada@example.com")
        text = receiver.next_mail().get_content()
        code = text.partition("/reset?code=")[2].split()[0]
        assert send("/reset", f"/reset?code={code}", password="another password").status_code == 200
        assert serving.stop(signal.SIGTERM) == 0
        log = serving.log.read_text()
    assert (log.count(" failed message="), log.count(" sent message="), log.count(" POST /reset ")) == (1, 1, 1)
    assert [secret for secret in ("ada@", "example.com", code, "554 5.7.1") if secret in log] == []
